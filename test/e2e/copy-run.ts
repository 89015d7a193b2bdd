/** Runs that are trained once and looked at in many folders. */
import { cp, readFile, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { encodeChecked } from '../../daemon/runs/directory/checked-json.ts';

/**
 * Copies a finished run to where a run of `spec` lies, as if it had been trained there.
 * @param id of the copy; default: that of the run
 * @returns its run directory
 */
export async function copyRun(runDir: string, spec: string, id: string = basename(runDir)): Promise<string> {
  const copy = join(dirname(spec), '.flowscope', 'runs', id);
  await cp(runDir, copy, { recursive: true });
  const file = join(copy, 'run.json');
  const { checksum: _checksum, ...record } = JSON.parse(await readFile(file, 'utf8')) as Record<string, unknown>;
  await writeFile(file, encodeChecked({ ...record, id, spec }, 1));
  return copy;
}
