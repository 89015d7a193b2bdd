/** The runs on disk and their states. A run is read again only if its files changed. */
import { readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FlowscopeError } from '../../errors/flowscope-error.ts';
import { systemCode } from '../../errors/system-code.ts';
import { isRealFolder } from '../../folders/is-folder.ts';
import { lostRun, type UnreadableRun } from '../../runs/directory/find-run.ts';
import { openRun, type Run } from '../../runs/directory/run-directory.ts';
import { isHeld, type RunStatus, runStatus } from '../../runs/directory/run-status.ts';

export interface CatalogueEntry {
  readonly run: Run;
  readonly status: RunStatus;
  /** It was trained from unsaved spec text. */
  readonly unsaved: boolean;
}

export interface FoundRuns {
  readonly entries: readonly CatalogueEntry[];
  readonly damaged: readonly UnreadableRun[];
}

export interface RunCatalogue {
  /** @throws FlowscopeError `run-not-found` | `run-damaged` */
  status(runDir: string): Promise<CatalogueEntry>;
  /** The runs in a `runs` folder. Skips whatever is no run. */
  list(runsFolder: string): Promise<FoundRuns>;
  forget(runDir: string): void;
}

type Entry = CatalogueEntry & { readonly signature: string };

const UNSAVED = 'unsaved';

/** Marks the run's directory, because run.json records what was trained but not where it came from. */
export async function markUnsaved(runDir: string): Promise<void> {
  await writeFile(join(runDir, UNSAVED), '');
}

const MOST_ENTRIES = 5000;

export function createRunCatalogue(): RunCatalogue {
  const entries = new Map<string, Entry>();

  async function status(runDir: string): Promise<Entry> {
    const signature = await signatureOf(runDir);
    const known = entries.get(runDir);
    // A training process may be killed without any file changing, so the lease is checked each time.
    if (known !== undefined && !isHeld(known.status) && known.signature === signature) return known;
    // Another run may have replaced this one in the folder.
    const same = known !== undefined && known.signature.split('|')[0] === signature.split('|')[0];
    const run = same ? known.run : await openRun(runDir);
    const unsaved = (same ? known.unsaved : null) ?? (await stat(join(runDir, UNSAVED)).catch(() => null)) !== null;
    const entry = { signature, run, status: await runStatus(run), unsaved };
    if (entries.size >= MOST_ENTRIES) entries.delete(entries.keys().next().value!);
    entries.set(runDir, entry);
    return entry;
  }

  return {
    status,
    async list(runsFolder) {
      // Links are not followed. The name of a run that is being deleted starts with a dot.
      if (!(await isRealFolder(runsFolder))) return { entries: [], damaged: [] };
      const entriesOf = await readdir(runsFolder, { withFileTypes: true }).catch(() => []);
      const found: Entry[] = [];
      const damaged: UnreadableRun[] = [];
      for (const entry of entriesOf) {
        if (!entry.isDirectory() || entry.name.startsWith('.')) continue;
        const runDir = join(runsFolder, entry.name);
        try {
          found.push(await status(runDir));
        } catch (error) {
          // One unreadable run must not hide the others. Files of a run that is being deleted vanish at any time.
          if (!(error instanceof FlowscopeError || systemCode(error) !== null)) throw error;
          const lost = error instanceof FlowscopeError ? await lostRun(runDir, error) : null;
          if (lost !== null) damaged.push({ runDir, error: lost });
        }
      }
      return { entries: found, damaged };
    },
    forget: (runDir) => {
      entries.delete(runDir);
    },
  };
}

const WATCHED = [
  'run.json',
  'data.json',
  'annotation.json',
  'spec.txt',
  'metrics.jsonl',
  'layers.jsonl',
  'checkpoints',
  'snapshots',
  'lease.json',
];

async function signatureOf(runDir: string): Promise<string> {
  const stats = await Promise.all(WATCHED.map((name) => stat(join(runDir, name)).catch(() => null)));
  return stats.map((own) => (own === null ? '-' : `${own.ino}:${own.size}:${own.mtimeMs}`)).join('|');
}
