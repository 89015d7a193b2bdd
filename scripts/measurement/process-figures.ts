/** What the system says of a process and its children (Linux). */
import { readdir, readFile } from 'node:fs/promises';

export interface ProcessFigures {
  /** Resident memory, MiB. */
  readonly memory: number;
  readonly descriptors: number;
  readonly children: number;
  /** Children that ended and were not waited for (yet). */
  readonly zombies: readonly number[];
}

export async function processFigures(pid: number): Promise<ProcessFigures> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  const descriptors = (await readdir(`/proc/${pid}/fd`)).length;
  let children = 0;
  const zombies: number[] = [];
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    // "pid (name) state parent …"; the name may hold spaces and brackets.
    const stat = await readFile(`/proc/${name}/stat`, 'utf8').catch(() => '');
    const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (Number(parent) !== pid) continue;
    children++;
    if (state === 'Z') zombies.push(Number(name));
  }
  return { memory: Number(/VmRSS:\s+(\d+)/.exec(status)![1]) / 1024, descriptors, children, zombies };
}
