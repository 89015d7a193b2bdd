/** The `.flowscope/runs` folders below the folders of a workspace: specs, and so their runs, may lie at any depth. */
import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** A workspace with more folders than these is not searched to its end: runs started from here are known anyway. */
const MOST_FOLDERS = 3000;
const DEEPEST = 8;
const SKIPPED: ReadonlySet<string> = new Set(['node_modules', 'dist', 'build', 'target', 'venv', '__pycache__']);

/** Absolute paths. Folders that cannot be read hold nothing; links are not followed. */
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
          if ((await lstat(runs).catch(() => null))?.isDirectory()) found.push(runs);
        } else if (!entry.name.startsWith('.') && !SKIPPED.has(entry.name)) next.push(join(folder, entry.name));
      }
    }
    level = next;
  }
  return found;
}
