/** Finds the `.flowscope/runs` folders below a workspace folder: specs, and therefore runs, may be at any depth. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isRealFolder } from '../../folders/is-folder.ts';

/** The search stops after this many folders. Runs that the daemon started itself are known anyway. */
const MOST_FOLDERS = 3000;
const DEEPEST = 8;
const SKIPPED: ReadonlySet<string> = new Set(['node_modules', 'dist', 'build', 'target', 'venv', '__pycache__']);

/** Returns absolute paths. Skips folders that cannot be read, and does not follow links. */
export async function findRunFolders(root: string): Promise<readonly string[]> {
  const found: string[] = [];
  let level = [root];
  let seen = 0;
  for (let depth = 0; depth <= DEEPEST && level.length > 0; depth++) {
    const next: string[] = [];
    for (const folder of level) {
      if (++seen > MOST_FOLDERS) return found;
      const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
      for (const entry of entries) {
        if (!entry.isDirectory()) continue;
        if (entry.name === '.flowscope') {
          const runs = join(folder, '.flowscope', 'runs');
          if (await isRealFolder(runs)) found.push(runs);
        } else if (!entry.name.startsWith('.') && !SKIPPED.has(entry.name)) next.push(join(folder, entry.name));
      }
    }
    level = next;
  }
  return found;
}
