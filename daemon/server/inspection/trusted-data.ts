/** Where an untrusted session's runs may read data. */
import { realpath } from 'node:fs/promises';
import { dirname } from 'node:path';
import { FlowscopeError } from '../../errors/flowscope-error.ts';
import type { Run } from '../../runs/run-directory.ts';
import { isInside } from '../runs/trusted-path.ts';
import type { Session } from '../session.ts';

/**
 * A run's record says where its spec was, and data files are read from there: in an untrusted workspace the record may say
 * anything.
 * @throws FlowscopeError `needs-trust` (exit 2): the spec's folder lies outside those of an untrusted session
 */
export async function checkSpecFolder({ record }: Run, session: Session): Promise<void> {
  if (!session.trusted) await checkFolder(dirname(record.spec), session);
}

/** Symbolic links are followed first. @throws FlowscopeError `needs-trust` (exit 2) */
export async function checkFolder(folder: string, session: Session): Promise<void> {
  const target = await real(folder);
  for (const own of session.folders) if (isInside(target, await real(own))) return;
  throw new FlowscopeError('needs-trust', `${folder} lies outside the folders of this untrusted workspace`, {
    file: folder,
    exitCode: 2,
    hint: 'Trust the workspace to work with files outside it.',
  });
}

/** A folder that does not exist has no data either. */
async function real(folder: string): Promise<string> {
  return realpath(folder).catch(() => folder);
}
