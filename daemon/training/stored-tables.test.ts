/** A table in a cache file trains, and is resumed, as one in memory, bit for bit. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { done, stopAt, TABLE, type Trained, useSmallRuns } from './testing/small-runs.ts';

const { folder, trainNew, resume } = useSmallRuns();

const TRAINING = { steps: 30, batchSize: 100, seed: 3, validation: { every: 10, samples: 200 } };
/** Of 2000 rows of 17 columns, of which 16 are modeled. */
const cacheOf = (held: number) => ({ folder: join(folder, `cache${held}`), held });
const IN_FILE = { cache: cacheOf(0) };
const HELD = { cache: cacheOf(200_000) };

const losses = ({ events }: Trained) => events.flatMap((event) => (event.event === 'validation' ? [event.nll] : []));

test('the same losses and weights from memory, from a file, and from rows of a file that are held', async () => {
  const inMemory = await trainNew(TABLE, TRAINING);
  for (const options of [HELD, IN_FILE]) {
    const stored = await trainNew(TABLE, TRAINING, options);
    expect(readdirSync(options.cache.folder)).toHaveLength(1);
    expect(losses(stored)).toEqual(losses(inMemory));
    expect(done(stored).parametersSha256).toBe(done(inMemory).parametersSha256);
  }
  const stopped = await trainNew(TABLE, TRAINING, { ...IN_FILE, ...stopAt(10) });
  expect(stopped.final.event).toBe('interrupted');
  const resumed = await resume(stopped.runDir, { ...HELD, ...stopAt(20) });
  expect(resumed.final.event).toBe('interrupted');
  expect(done(await resume(stopped.runDir, IN_FILE)).parametersSha256).toBe(done(inMemory).parametersSha256);
});

test('a run is not resumed on a table that was changed', async () => {
  const { runDir } = await trainNew(TABLE, TRAINING, { ...IN_FILE, ...stopAt(10) });
  const path = join(folder, 'letters.csv');
  const text = readFileSync(path, 'utf8');
  writeFileSync(path, text.replace('8\n', '9\n'));
  await expect(resume(runDir, IN_FILE)).rejects.toMatchObject({ code: 'data-changed' });
  writeFileSync(path, text);
  done(await resume(runDir, IN_FILE));
});

test('a run is resumed with its own missingValues; with others, the data are not the same', async () => {
  const table = (values: readonly number[]) => ({
    ...TABLE,
    data: { ...TABLE.data, missing: 'drop', missingValues: [{ column: 'x-box', values }] },
  });
  const fingerprint = ({ runDir }: Trained): unknown => {
    const record: { readonly dataFingerprint?: unknown } = JSON.parse(readFileSync(join(runDir, 'run.json'), 'utf8'));
    return record.dataFingerprint;
  };
  const whole = await trainNew(table([1, 15]), TRAINING);
  const stopped = await trainNew(table([1, 15]), TRAINING, stopAt(10));
  expect(done(await resume(stopped.runDir)).parametersSha256).toBe(done(whole).parametersSha256);
  expect(fingerprint(stopped)).toBe(fingerprint(whole));
  expect(fingerprint(await trainNew(table([1, 14]), TRAINING, stopAt(10)))).not.toBe(fingerprint(whole));
});
