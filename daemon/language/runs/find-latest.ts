import { constants } from 'node:fs';
import { open, readdir, realpath } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { isDamageOrAbsence } from './readable.ts';

/** The beginning of `run.json` tells which spec the run belongs to; the plan after it may be large. */
const HEAD_BYTES = 16 * 1024;
const AT_ONCE = 16;

export interface FoundRun {
  readonly id: string;
  readonly directory: string;
}

/** Caches the specs of runs: `run.json` never changes once it is written. */
export type KnownSpecs = Map<string, string>;

/**
 * The newest run of a spec beside it, by the times in the runs' names (`<name>-<time>-<hex>`). Reads the beginnings of
 * as many records as needed, newest first, and each only once.
 */
export async function findLatest(specPath: string, known: KnownSpecs): Promise<FoundRun | null> {
  const path = resolve(specPath);
  const folder = await realpath(dirname(path)).catch(() => null);
  if (folder === null) return null;
  const runs = join(folder, '.flowscope', 'runs');
  const names = await readdir(runs).catch(() => []);
  const newestFirst = names.filter((name) => !name.startsWith('.')).sort((a, b) => (timeOf(a) < timeOf(b) ? 1 : -1));
  const wanted = new Set([path, join(folder, basename(path))]);
  forgetDeleted(known, runs, names);
  for (let start = 0; start < newestFirst.length; start += AT_ONCE) {
    const slice = newestFirst.slice(start, start + AT_ONCE).map((name) => join(runs, name));
    const specs = await Promise.all(slice.map((directory) => specOf(directory, known)));
    const at = specs.findIndex((spec) => spec !== null && wanted.has(spec));
    if (at >= 0) return { id: basename(slice[at]!), directory: slice[at]! };
  }
  return null;
}

/** Sorts runs of one folder by time, whatever their flows' names. */
function timeOf(name: string): string {
  return `${/\d{8}T\d{6}Z(?=-[0-9a-f]+$)/.exec(name)?.[0] ?? ''} ${name}`;
}

function forgetDeleted(known: KnownSpecs, runs: string, names: readonly string[]): void {
  const living = new Set(names.map((name) => join(runs, name)));
  for (const directory of known.keys()) {
    if (dirname(directory) === runs && !living.has(directory)) known.delete(directory);
  }
}

async function specOf(directory: string, known: KnownSpecs): Promise<string | null> {
  const remembered = known.get(directory);
  if (remembered !== undefined) return remembered;
  const head = await readHead(join(directory, 'run.json'));
  const match = head === null ? null : /^\s*"spec": ("(?:[^"\\]|\\.)*")/m.exec(head);
  if (match === null) return null;
  const spec = String(JSON.parse(match[1]!));
  known.set(directory, spec);
  return spec;
}

async function readHead(path: string): Promise<string | null> {
  try {
    // Non-blocking, because a pipe in place of a record must not block.
    const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      if (!(await file.stat()).isFile()) return null;
      const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
      return buffer.toString('utf8', 0, bytesRead);
    } finally {
      await file.close();
    }
  } catch (error) {
    if (isDamageOrAbsence(error)) return null;
    throw error;
  }
}
