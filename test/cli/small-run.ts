/** A folder with a run named `moons`, trained by the built program for a few steps. */
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { flowscope } from './flowscope.ts';

const SPEC = {
  name: 'moons',
  data: { source: 'two-moons', samples: 500, evaluationSamples: 200 },
  layers: [
    { type: 'actnorm' },
    { type: 'affine-coupling', mask: 'alternate', conditioner: { type: 'mlp', hidden: [8] } },
  ],
  training: { steps: 10, batchSize: 64, seed: 1 },
};

export async function smallRun(): Promise<string> {
  const cwd = await mkdtemp(join(tmpdir(), 'flowscope-small-'));
  await writeFile(join(cwd, 'moons.flow.json'), JSON.stringify(SPEC));
  const { code, stdout, stderr } = await flowscope(['train', 'moons.flow.json', '--run-dir', 'moons', '--json'], {
    cwd,
  });
  if (code !== 0) throw new Error(stdout + stderr);
  return cwd;
}
