/** From the start of the command to the first training loss, and what the trainer adds to the compiled steps. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { npyBytes } from '../../bench/npy-bytes.ts';
import { quantile } from '../../bench/statistics.ts';
import { CONFIGURATIONS, configurationName, DATA_ROWS, specOf } from '../../bench/subject.ts';
import { randomStream } from '../../daemon/random/random-stream.ts';
import { flowscope } from '../../test/cli/flowscope.ts';
import { peakMemory, secondsToFirstLoss } from '../measurement/first-loss.ts';
import { atMost, type Proof, type ProofResult } from '../measurement/proof.ts';
import { trainerOverhead } from '../measurement/trainer-overhead.ts';

const REPEATS = 7;

export async function prove(): Promise<Proof> {
  const folder = await mkdtemp(join(tmpdir(), 'flowscope-start-'));
  try {
    const results: ProofResult[] = [];
    const moons = await repeated(() => secondsToFirstLoss(resolve('examples/two-moons.flow.json'), folder));
    results.push(atMost('first training loss of two-moons', moons, 0.7, 's'));
    const deep = join(folder, 'deep.flow.json');
    await writeFile(deep, deepSpec(200));
    results.push(
      atMost('first step of 200 couplings in a repeat', await repeated(() => secondsToFirstLoss(deep, folder)), 2, 's'),
    );
    for (const [layers, most] of [
      [512, 2],
      [2000, 8],
    ] as const) {
      await writeFile(deep, writtenOutSpec(layers));
      const seconds = await repeated(() => secondsToFirstLoss(deep, folder));
      results.push(atMost(`first step of ${layers} written-out couplings`, seconds, most, 's'));
    }
    results.push(atMost('time that the trainer adds to the compiled steps', 100 * (await trainerOverhead()), 3, '%'));
    for (const configuration of CONFIGURATIONS) {
      const { dimension } = configuration;
      const data = new Float32Array(DATA_ROWS * dimension);
      randomStream(0, 'start-up').fillNormal(data);
      await writeFile(join(folder, 'rows.npy'), npyBytes(data, dimension));
      const spec = join(folder, 'bench.flow.json');
      await writeFile(spec, specOf(configuration, 'rows.npy'));
      results.push(
        atMost(
          `memory of the worker at ${configurationName(configuration)}`,
          await peakMemory(spec, folder),
          400,
          'MiB',
        ),
      );
    }
    const help = await repeated(async () => {
      const started = performance.now();
      await flowscope(['--help'], { cwd: folder });
      return (performance.now() - started) / 1000;
    });
    return {
      name: 'start-up',
      title: 'Start-up, overhead and memory',
      results,
      notes: [
        `Medians of ${REPEATS} fresh processes on a warm disk; flowscope --help takes ${(1000 * help).toFixed(0)} ms.`,
        'Overhead: wall time of the training loop (chunks, batches, logs, events; no validation, no checkpoint) over that of the same compiled steps alone, interleaved, two-moons network.',
        'Memory: largest resident set of the training worker over 300 steps, batch, dimensions, hidden, couplings.',
      ],
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function repeated(measure: () => Promise<number>): Promise<number> {
  await measure();
  const values: number[] = [];
  for (let i = 0; i < REPEATS; i++) values.push(await measure());
  return quantile(values, 0.5);
}

function writtenOutSpec(layers: number): string {
  return JSON.stringify({
    data: { source: 'two-moons' },
    layers: Array.from({ length: layers }, () => ({ type: 'affine-coupling' })),
    training: { schedule: { warmup: 1000 } },
  });
}

function deepSpec(couplings: number): string {
  return JSON.stringify({
    data: { source: 'two-moons' },
    layers: [{ type: 'repeat', times: couplings, layers: [{ type: 'affine-coupling' }] }],
    training: { schedule: { warmup: 1000 } },
  });
}
