/** Runs that many tests look at: they are trained once, and what needs them copies them. */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import * as z from 'zod';
import { train } from './command-line.ts';
import { imageSpec } from './image-spec.ts';
import { PLANE_SPEC, planeSpec } from './plane-spec.ts';
import { runFolders } from './run-folders.ts';

const schema = z.object({ plane: z.object({ long: z.string(), short: z.string() }), images: z.string() }).readonly();

/** Run directories of finished runs: of two-moons one with many steps and a newer one with fewer, and one of images. */
export type TrainedRuns = z.infer<typeof schema>;

export const TRAINED_STEPS = { plane: { long: 300, short: 200 }, images: 60 } as const;

declare module 'vitest' {
  interface ProvidedContext {
    trained: TrainedRuns;
  }
}

/** In a folder of them. */
const LIST = 'runs.json';

/** The runs in the folder that FLOWSCOPE_TRAINED_RUNS names, which several suites share. If it is not set, they are trained for this suite. */
export async function trainedRuns(): Promise<{ readonly runs: TrainedRuns; remove(): Promise<void> }> {
  const shared = process.env.FLOWSCOPE_TRAINED_RUNS;
  if (shared !== undefined) {
    const runs = schema.parse(JSON.parse(await readFile(join(shared, LIST), 'utf8')));
    return { runs, remove: async () => {} };
  }
  const folder = await mkdtemp(join(tmpdir(), 'flowscope-trained-'));
  const remove = () => rm(folder, { recursive: true, force: true });
  try {
    return { runs: await trainRuns(folder), remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

/** Trains the runs in an existing folder and writes a list of them there. */
export async function trainRuns(folder: string): Promise<TrainedRuns> {
  const trained = async (spec: string, steps: number) => {
    const beside = dirname(spec);
    const before = runFolders(beside);
    await train(spec, { steps });
    const run = runFolders(beside).find((found) => !before.includes(found));
    if (run === undefined) throw new Error(`no run came of ${spec}`);
    return run;
  };
  const { plane, images } = TRAINED_STEPS;
  const ofPlane = async () => {
    const spec = join(folder, 'plane', PLANE_SPEC);
    await mkdir(dirname(spec));
    await writeFile(spec, await planeSpec());
    // One after the other: which of them is newer is looked at.
    return { long: await trained(spec, plane.long), short: await trained(spec, plane.short) };
  };
  const ofImages = async () => {
    const spec = join(folder, 'images', 'images.flow.json');
    await mkdir(dirname(spec));
    await writeFile(spec, imageSpec());
    return trained(spec, images);
  };
  const making = [ofPlane(), ofImages()] as const;
  // Wait for both even if one fails, so that neither is still writing files.
  await Promise.allSettled(making);
  const [ofMoons, ofDigits] = await Promise.all(making);
  const runs = { plane: ofMoons, images: ofDigits };
  await writeFile(join(folder, LIST), JSON.stringify(runs));
  return runs;
}
