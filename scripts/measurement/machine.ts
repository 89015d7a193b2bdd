/** Where and on what a measurement was taken. */
import { execFile } from 'node:child_process';
import { arch, availableParallelism, cpus, platform, release, totalmem } from 'node:os';
import { promisify } from 'node:util';
import { formatBytes } from '../../daemon/format/numbers.ts';

export interface Circumstances {
  /** Full hash; `+` at the end: with changes that are not committed. */
  readonly commit: string;
  readonly date: string;
  readonly processor: string;
  readonly cores: number;
  readonly memory: string;
  readonly system: string;
  readonly node: string;
}

async function git(...args: readonly string[]): Promise<string | null> {
  return promisify(execFile)('git', args).then(
    ({ stdout }) => stdout.trim(),
    () => null,
  );
}

export async function circumstances(): Promise<Circumstances> {
  const commit = await git('rev-parse', 'HEAD');
  // The pages that the proofs themselves write do not make the measured code another one.
  const changes = await git('status', '--porcelain', '--', '.', ':!docs/measurements');
  return {
    commit: commit === null ? 'unknown' : commit + (changes === '' ? '' : '+'),
    date: new Date().toISOString(),
    processor: cpus()[0]?.model.trim() || 'unknown',
    cores: availableParallelism(),
    memory: formatBytes(totalmem()),
    system: `${platform()} ${release()} ${arch()}`,
    node: process.versions.node,
  };
}
