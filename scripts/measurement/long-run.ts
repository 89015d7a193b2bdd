/** A run of a deep flow with as many records as a long training leaves: begun by a real training, gone on with by its logs. */
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openLayersLog } from '../../daemon/runs/logs/layers-log.ts';
import { openMetricsLog } from '../../daemon/runs/logs/metrics-log.ts';
import { flowscope } from '../../test/cli/flowscope.ts';

export const LONG = { records: 100_000, layers: 50, rows: 1000 } as const;
const TRAINED = 200;

/** Makes the run `long` below `folder`. */
export async function longRun(folder: string): Promise<void> {
  const coupling = { type: 'affine-coupling', conditioner: { type: 'mlp', hidden: [16] } };
  const spec = {
    name: 'long',
    data: { source: 'two-moons', samples: 20_000 },
    layers: [{ type: 'repeat', times: LONG.layers / 2, layers: [coupling, { type: 'actnorm' }] }],
    training: { steps: TRAINED, batchSize: 256, seed: 1 },
  };
  await writeFile(join(folder, 'long.flow.json'), JSON.stringify(spec));
  await flowscope(['train', 'long.flow.json', '--local'], { cwd: folder });
  const runs = join(folder, '.flowscope', 'runs');
  const name = (await readdir(runs)).find((entry) => entry.startsWith('long-'))!;
  const metrics = openMetricsLog(join(runs, name, 'metrics.jsonl'));
  for (let i = 1; i <= LONG.records; i++) {
    const loss = 1.2 + Math.exp(-i / 20_000) + 0.1 * Math.sin(i * i);
    const numbers = {
      loss,
      lossMean: loss,
      learningRate: 1e-3,
      gradientNorm: 1 + (i % 97) / 40,
      samplesPerSecond: 2e5,
    };
    metrics.append('step', TRAINED + i, { ...numbers, steps: TRAINED + LONG.records });
  }
  metrics.close();
  const layers = await openLayersLog(join(runs, name, 'layers.jsonl'), { every: 10 });
  for (let step = TRAINED + 10; step <= 10 * LONG.rows; step += 10) {
    const means = Array.from({ length: LONG.layers }, (_, layer) => Math.sin(layer + step / 2000) / 4);
    await layers.add({ step, base: -2.8, layers: means });
  }
}
