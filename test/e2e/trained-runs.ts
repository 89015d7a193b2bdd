/** Runs that many tests look at: each suite trains them once, and what needs them copies them. */
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { train } from './command-line.ts';
import { imageSpec } from './image-spec.ts';
import { runFolders } from './run-folders.ts';
import { CHECKOUT } from './vsix.ts';

/** Run directories of finished runs: of two-moons one with many steps and a newer one with fewer, and one of images. */
export interface TrainedRuns {
  readonly plane: { readonly long: string; readonly short: string };
  readonly images: string;
}

export const TRAINED_STEPS = { plane: { long: 300, short: 200 }, images: 60 } as const;

declare module 'vitest' {
  interface ProvidedContext {
    trained: TrainedRuns;
  }
}

export async function trainRuns(): Promise<{ readonly runs: TrainedRuns; remove(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'flowscope-trained-'));
  const remove = () => rm(folder, { recursive: true, force: true });
  const trained = async (spec: string, steps: number) => {
    const before = runFolders(folder);
    await train(join(folder, spec), { steps });
    const run = runFolders(folder).find((found) => !before.includes(found));
    if (run === undefined) throw new Error(`no run came of ${spec}`);
    return run;
  };
  try {
    await copyFile(join(CHECKOUT, 'examples', 'two-moons.flow.json'), join(folder, 'two-moons.flow.json'));
    await writeFile(join(folder, 'images.flow.json'), imageSpec());
    const { plane, images } = TRAINED_STEPS;
    return {
      runs: {
        plane: {
          long: await trained('two-moons.flow.json', plane.long),
          short: await trained('two-moons.flow.json', plane.short),
        },
        images: await trained('images.flow.json', images),
      },
      remove,
    };
  } catch (error) {
    await remove();
    throw error;
  }
}
