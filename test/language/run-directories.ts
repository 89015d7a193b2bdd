/** Run directories as a training leaves them, without training anything. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createRun } from '../../daemon/runs/directory/run-directory.ts';
import { encodeLine } from '../../daemon/runs/logs/log-line.ts';
import { checkSpec } from '../../daemon/spec/check-spec.ts';
import { MOONS } from './moons.ts';

export async function planOf(text = MOONS) {
  return (await checkSpec(text, { folder: '/nowhere', trusted: false, fileStem: 'moons' })).plan!;
}

/** A finished run of 400 steps, created at a time. */
export async function trainedDirectory(spec: string, at: string, text = MOONS) {
  const run = await createRun({
    name: 'moons',
    spec,
    specText: text,
    seed: 1,
    steps: 400,
    parameters: 10,
    dimension: 2,
    backend: 'cpu',
    versions: {},
    dataFingerprint: 'x',
    plan: await planOf(text),
    now: () => new Date(at),
  });
  const line = (seq: number, event: string, fields: object) =>
    encodeLine({ seq, event, step: 400, time: at, ...fields });
  await writeFile(
    run.paths.metrics,
    line(1, 'validation', { nll: 1.5, se: 0.1, unit: 'nats', best: true }) +
      line(2, 'validation', { nll: 9.5, se: 4, unit: 'nats', best: false }) +
      line(3, 'done', {}),
  );
  const layers = Array.from({ length: 17 }, (_, i) => i / 8);
  await writeFile(
    run.paths.layers,
    encodeLine({ step: 10, base: 0, layers: layers.map(() => 9), every: 10 }) +
      encodeLine({ step: 400, base: 0, layers, every: 10 }),
  );
  return run;
}

/** Records of runs of another spec in the same folder, newer than 2026-01-01. */
export async function otherRuns(folder: string, count: number): Promise<void> {
  const runs = join(folder, '.flowscope', 'runs');
  await mkdir(runs, { recursive: true });
  const spec = join(folder, 'other.flow.json');
  for (let i = 0; i < count; i++) {
    const directory = join(runs, `r-20260201T000000Z-${i.toString(16).padStart(4, '0')}`);
    await mkdir(directory);
    const record = { v: 1, id: `r${i}`, name: 'r', spec, pad: 'x'.repeat(20_000) };
    await writeFile(join(directory, 'run.json'), JSON.stringify(record, null, 1));
  }
}
