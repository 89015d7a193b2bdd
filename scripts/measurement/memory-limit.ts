/** Runs a command whose processes together may not take more than some memory: a control group of Linux, which needs root. */
import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface MemoryLimit {
  /** The command, run inside the group. */
  within(command: readonly string[]): string[];
  /** How often the kernel ended a process of the group because the memory was used up. */
  kills(): number;
  /** Only once the processes have ended. */
  remove(): void;
}

interface Version {
  readonly root: string;
  /** Exists if the version is mounted and counts memory. */
  readonly sign: string;
  readonly limit: string;
  /** Of swap space, which would let the group exceed the limit unnoticed. */
  readonly swap: (bytes: number) => { readonly file: string; readonly value: number };
  readonly events: string;
}

const VERSIONS: readonly Version[] = [
  {
    root: '/sys/fs/cgroup/memory',
    sign: 'memory.limit_in_bytes',
    limit: 'memory.limit_in_bytes',
    swap: (bytes) => ({ file: 'memory.memsw.limit_in_bytes', value: bytes }),
    events: 'memory.oom_control',
  },
  {
    root: '/sys/fs/cgroup',
    sign: 'memory.stat',
    limit: 'memory.max',
    swap: () => ({ file: 'memory.swap.max', value: 0 }),
    events: 'memory.events',
  },
];

/** @param bytes also counts the files that the kernel keeps in memory for the group, which it gives up first
 * @throws Error where there are no control groups that count memory, or no right to make one */
export function limitMemory(bytes: number): MemoryLimit {
  const version = VERSIONS.find(({ root, sign }) => existsSync(join(root, sign)));
  if (version === undefined) throw new Error('memory cannot be limited here: no control group of Linux counts it');
  const group = join(version.root, `flowscope-${process.pid}`);
  mkdirSync(group);
  writeFileSync(join(group, version.limit), String(bytes));
  const swap = version.swap(bytes);
  if (existsSync(join(group, swap.file))) writeFileSync(join(group, swap.file), String(swap.value));
  const processes = join(group, 'cgroup.procs');
  return {
    within: (command) => ['sh', '-c', `echo $$ > ${processes} && exec "$@"`, 'sh', ...command],
    kills: () => Number(/^oom_kill (\d+)$/m.exec(readFileSync(join(group, version.events), 'utf8'))?.[1] ?? 0),
    remove: () => rmdirSync(group),
  };
}
