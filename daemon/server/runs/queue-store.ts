/** Queued runs, kept on disk: if the daemon dies, they are listed as interrupted at step 0. */
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { engineChoiceSchema } from '../../../protocol/engine-choice.ts';
import { nodeFileSystem, replaceFile, temporaryTarget } from '../../runs/file-system.ts';

const waitingRun = z.strictObject({
  v: z.literal(1),
  id: z.string(),
  runDir: z.string(),
  /** The user chose the folder. */
  named: z.boolean(),
  name: z.string(),
  specPath: z.string(),
  specText: z.string(),
  unsaved: z.boolean(),
  trusted: z.boolean(),
  created: z.iso.datetime(),
  steps: z.int().min(1).nullable(),
  seed: z.int().min(0).nullable(),
  threads: z.int().min(1).nullable(),
  /** Missing if the request had none. */
  engine: z.optional(engineChoiceSchema),
  /** Effective number of steps, shown in the run list. */
  plannedSteps: z.int().min(1),
  plannedSeed: z.int().min(0),
  /** Missing in files of older daemons. */
  plannedParameters: z.int().min(0).optional(),
});

/** The request that a queued run was created from. */
export type WaitingRun = z.infer<typeof waitingRun>;

export interface QueueStore {
  save(run: WaitingRun): Promise<void>;
  remove(runDir: string): Promise<void>;
  /** Loads the runs that an earlier daemon left. Files that it cannot use stay: one of another version has a spec. */
  load(): Promise<readonly WaitingRun[]>;
}

export async function openQueueStore(stateFolder: string): Promise<QueueStore> {
  const folder = join(stateFolder, 'queue');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const pathOf = (runDir: string) =>
    join(folder, `${createHash('sha256').update(runDir).digest('hex').slice(0, 24)}.json`);
  return {
    save: (run) => replaceFile(nodeFileSystem, pathOf(run.runDir), JSON.stringify(run)),
    remove: (runDir) => rm(pathOf(runDir), { force: true }),
    async load() {
      const found: WaitingRun[] = [];
      for (const name of await readdir(folder)) {
        const path = join(folder, name);
        if (temporaryTarget(name) !== null) {
          await rm(path, { force: true });
          continue;
        }
        const parsed = waitingRun.safeParse(await readJson(path));
        if (parsed.success && pathOf(parsed.data.runDir) === path) found.push(parsed.data);
      }
      return found;
    },
  };
}

async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch {
    return null;
  }
}
