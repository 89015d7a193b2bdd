/**
 * Whether a process that took the lease of a run still has it. A lock alone does not say so: if its file was removed,
 * another process can lock a new one, and a stopped process does not notice that another has taken over.
 */
import { FlowscopeError } from '../../errors/flowscope-error.ts';
import { systemCode } from '../../errors/system-code.ts';
import { fileIdentity } from '../../folders/file-identity.ts';
import { writeError } from '../write-error.ts';
import { leaseOwnerPath, openLeaseOwner, readLeaseOwner } from './lease-owner.ts';

export interface HeldLease {
  /** The lock file. */
  readonly path: string;
  readonly instance: string;
  /** Locks a new file in place of one that was removed; false: another process holds it, or it cannot be made. */
  readonly relock: () => boolean;
}

/** The check of `Lease.confirm` where the kernel's lock decides. */
export function lockCheck(directory: string, { path, instance, relock }: HeldLease): () => void {
  let identity = fileIdentity(path);
  // On a full disk the file may still name a dead holder.
  const recorded = readLeaseOwner(directory)?.instance ?? null;
  return checked(directory, instance, path, () => {
    const named = readLeaseOwner(directory)?.instance ?? null;
    if (named !== null && named !== instance && named !== recorded) return false;
    const now = fileIdentity(path);
    if (now === identity) return true;
    // Whoever took the lease since has put its own name, and has removed it if it has ended already.
    if (now !== null || named !== instance || !relock()) return false;
    identity = fileIdentity(path);
    return identity !== null && openLeaseOwner(directory)?.instance === instance;
  });
}

/** The check of `Lease.confirm` on file systems without locks. */
export function heartbeatCheck(directory: string, instance: string): () => void {
  const isOurs = () => openLeaseOwner(directory)?.instance === instance;
  return checked(directory, instance, leaseOwnerPath(directory), isOurs);
}

function checked(directory: string, instance: string, file: string, isOurs: () => boolean): () => void {
  let lost: FlowscopeError | null = null;
  return () => {
    if (lost !== null) throw lost;
    if (answered(isOurs, file)) return;
    lost = lostError(directory, instance);
    throw lost;
  };
}

/** An answer that cannot be had (no descriptors, a file server that is gone) is no loss: the run pauses. */
function answered(ask: () => boolean, file: string): boolean {
  try {
    return ask();
  } catch (error) {
    const cause = error instanceof FlowscopeError ? error.cause : error;
    // What is in its place now is no file of ours.
    if (systemCode(cause) === null) return false;
    throw writeError(cause, file);
  }
}

function lostError(directory: string, instance: string): FlowscopeError {
  const owner = readLeaseOwner(directory);
  const why =
    owner === null || owner.instance === instance
      ? 'its lock file was removed or replaced'
      : `process ${owner.pid} on ${owner.host} has taken it over`;
  return new FlowscopeError(
    'lease-lost',
    `This process no longer trains the run in ${directory}: ${why}. It stopped without writing anything more.`,
    {
      file: directory,
      hint: `To continue, make sure that no other process trains the run, then: flowscope train --resume ${directory}`,
    },
  );
}

export function isLeaseLost(error: unknown): error is FlowscopeError {
  return error instanceof FlowscopeError && error.code === 'lease-lost';
}
