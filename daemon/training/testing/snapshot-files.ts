import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Names and content of the tensors of all snapshots of a run. */
export function snapshotFiles(runDir: string): readonly (readonly [name: string, hex: string])[] {
  const folder = join(runDir, 'snapshots');
  const names = readdirSync(folder).filter((name) => name.endsWith('.safetensors'));
  return names.sort().map((name) => [name, readFileSync(join(folder, name), 'hex')]);
}
