/** Small images in an IDX file. The left half and a label are the conditions of the right half. */
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { idxBytes } from '../../data/testing/idx-bytes.ts';
import { randomStream } from '../../random/random-stream.ts';

const COUNT = 40;

/** Images of 4 × 8 with labels 0, 1 and 2, in a new folder. */
export async function halvesFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'flowscope-halves-'));
  const random = randomStream(1, 'images');
  const images = Array.from({ length: COUNT * 32 }, () => random.integer(256));
  await writeFile(join(folder, 'images'), idxBytes([COUNT, 4, 8], images));
  const labels = Array.from({ length: COUNT }, (_, i) => i % 3);
  await writeFile(join(folder, 'labels'), idxBytes([COUNT], labels));
  return folder;
}

export const HALVES = {
  source: 'idx',
  path: 'images',
  labels: 'labels',
  context: [{ as: 'image', crop: [0, 0, 4, 4] }, 'label', { as: 'image', downsample: 2 }],
  split: { validation: 0.25, test: 0 },
};
