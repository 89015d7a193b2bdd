/**
 * A host process and the frames to and from it, as in host/host_frames.py: length of the header (4 bytes), length of the
 * blob (8 bytes), JSON header, blob. The host answers requests in their order.
 */
import { spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { parseJson } from '../../encoding/json.ts';
import type { PythonChoice } from './find-python.ts';
import { hostEnded, hostFailed, pythonNotStarted } from './host-errors.ts';
import { type HostReply, reply } from './host-messages.ts';

export interface HostAnswer {
  readonly header: HostReply;
  readonly blob: Buffer;
}

export interface HostLink {
  readonly pid: number | undefined;
  /** @throws FlowscopeError if the host reports an error, or ends before it answers */
  ask(header: object, blobs?: readonly Uint8Array[]): Promise<HostAnswer>;
  /** Ends the host; resolves once it has ended. */
  close(): Promise<void>;
}

export interface HostCommand {
  readonly python: PythonChoice;
  /** The program that Python runs. */
  readonly script: string;
}

interface Waiting {
  resolve(answer: HostAnswer): void;
  reject(error: unknown): void;
}

const LENGTHS = 12;
const LONGEST_HEADER = 2 ** 24;
/** Characters of stderr that are kept for the message of a host that ends. */
const TAIL = 4000;
/** Milliseconds after which a host that does not end is killed. */
const GRACE = 2000;

/** Starts the process at once. */
export function startHost({ python, script }: HostCommand): HostLink {
  const child = spawn(python.command, [script], {
    stdio: ['pipe', 'pipe', 'pipe'],
    windowsHide: true,
    // Not in the terminal's process group: Ctrl-C is for the trainer, which then saves what the host computed.
    detached: process.platform !== 'win32',
    env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1', PYTHONIOENCODING: 'utf-8' },
  });
  const waiting: Waiting[] = [];
  let stderr = '';
  let gone: unknown = null;
  const end = (error: unknown) => {
    gone ??= error;
    for (const { reject } of waiting.splice(0)) reject(gone);
  };
  // The end of the process says more than a broken pipe.
  child.stdin.on('error', () => {});
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    stderr = (stderr + chunk).slice(-TAIL);
  });
  const onGarbage = () => {
    end(hostFailed('it wrote something else than an answer', stderr));
    child.kill('SIGKILL');
  };
  readFrames(child.stdout, onGarbage, (header, blob) => {
    const parsed = reply.safeParse(header);
    const asked = waiting.shift();
    if (!parsed.success) asked?.reject(hostFailed('it sent an invalid answer', stderr));
    else if (parsed.data.error) asked?.reject(hostFailed(parsed.data.error, stderr));
    else asked?.resolve({ header: parsed.data, blob });
  });
  const ended = new Promise<void>((resolve) => {
    child.on('error', (error) => {
      end(pythonNotStarted(python, error));
      resolve();
    });
    child.on('close', (code, signal) => {
      end(hostEnded({ code, signal }, stderr));
      resolve();
    });
  });
  return {
    pid: child.pid,
    ask(header, blobs = []) {
      if (gone !== null) return Promise.reject(gone);
      return new Promise((resolve, reject) => {
        waiting.push({ resolve, reject });
        const text = Buffer.from(JSON.stringify(header));
        const lengths = Buffer.alloc(LENGTHS);
        lengths.writeUInt32LE(text.length, 0);
        lengths.writeBigUInt64LE(BigInt(blobs.reduce((total, blob) => total + blob.byteLength, 0)), 4);
        for (const part of [lengths, text, ...blobs]) child.stdin.write(part);
      });
    },
    async close() {
      child.stdin.end();
      const late = setTimeout(() => child.kill('SIGKILL'), GRACE);
      await ended;
      clearTimeout(late);
    },
  };
}

/** Parts are joined once a frame is complete, because one may have hundreds of megabytes. */
function readFrames(stream: Readable, onGarbage: () => void, onFrame: (header: unknown, blob: Buffer) => void): void {
  let parts: Buffer[] = [];
  let have = 0;
  let need = LENGTHS;
  stream.on('data', (chunk: Buffer) => {
    parts.push(chunk);
    have += chunk.length;
    while (have >= need) {
      const all = parts.length === 1 ? parts[0]! : Buffer.concat(parts);
      parts = [all];
      const size = all.readUInt32LE(0);
      // A text that Python or one of its packages printed, read as a length.
      if (size > LONGEST_HEADER) return onGarbage();
      const total = LENGTHS + size + Number(all.readBigUInt64LE(4));
      if (have < total) {
        need = total;
        return;
      }
      have -= total;
      parts = have === 0 ? [] : [all.subarray(total)];
      need = LENGTHS;
      onFrame(parsed(all.toString('utf8', LENGTHS, LENGTHS + size)), all.subarray(LENGTHS + size, total));
    }
  });
}

function parsed(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    return null;
  }
}
