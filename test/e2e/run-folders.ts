/** What trainings have written. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The directories of all runs of a folder's specs, oldest first. */
export function runFolders(folder: string): readonly string[] {
  const runs = join(folder, '.flowscope', 'runs');
  if (!existsSync(runs)) return [];
  return readdirSync(runs)
    .filter((name) => !name.startsWith('.'))
    .sort()
    .map((name) => join(runs, name));
}

/** The sequence numbers of a run's log as they stand in the file; a line that is being written is left out. */
export function sequence(runDir: string): readonly number[] {
  const lines = readFileSync(join(runDir, 'metrics.jsonl'), 'utf8').split('\n').slice(0, -1);
  return lines.map((line) => (JSON.parse(line) as { seq: number }).seq);
}
