/** A table that is larger than the memory: 200 steps on a CSV file of 5 GB in 2 GiB. */
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import { writeCsv } from '../../bench/data/make-files.ts';
import { watchCommand } from '../../bench/data/watch-command.ts';
import { limitMemory } from '../measurement/memory-limit.ts';
import { atLeast, atMost, type Proof } from '../measurement/proof.ts';

const ROWS = 26_000_000;
const STEPS = 200;
const LIMIT = 2 * 2 ** 30;

const SPEC = {
  name: 'large-table',
  data: { source: 'csv', path: 'large.csv' },
  layers: [
    {
      type: 'repeat',
      times: 4,
      layers: [{ type: 'affine-coupling', conditioner: { type: 'mlp', hidden: [32, 32] } }, { type: 'actnorm' }],
    },
  ],
  training: { steps: STEPS, validation: { every: 100, samples: 1000 } },
};

const doneSchema = z.object({ event: z.literal('done'), step: z.number() });

export async function prove(): Promise<Proof> {
  const limit = limitMemory(LIMIT);
  const folder = await mkdtemp(join(tmpdir(), 'flowscope-large-'));
  try {
    const table = join(folder, 'large.csv');
    await writeCsv(table, ROWS);
    const spec = join(folder, 'large-table.flow.json');
    await writeFile(spec, JSON.stringify(SPEC));
    const executable = fileURLToPath(new URL('../../dist/flowscope.js', import.meta.url));
    const train = [process.execPath, executable, 'train', spec, '--local', '--json', '--run-dir', join(folder, 'run')];
    // Nothing is known about the file from runs before.
    const env = { ...process.env, HOME: join(folder, 'home'), XDG_CACHE_HOME: '', XDG_STATE_HOME: '' };
    const { seconds, peak, output } = await watchCommand(limit.within(train), { cwd: folder, env, until: null });
    const { step } = doneSchema.parse(JSON.parse(output.trimEnd().split('\n').at(-1)!));
    const gigabytes = (await stat(table)).size / 1e9;
    return {
      name: 'large-table',
      title: 'A table that is larger than the memory',
      results: [
        atLeast('size of the file', gigabytes, 5, 'GB'),
        atLeast(`steps with all processes in ${LIMIT / 2 ** 30} GiB`, step, STEPS, ''),
        atMost('processes that the kernel ended for their memory', limit.kills(), 0, ''),
        atMost('largest resident memory of all processes', peak / 2 ** 20, LIMIT / 2 ** 20, 'MiB'),
      ],
      notes: [
        `A CSV file of ${ROWS / 1e6} million rows with 10 columns of normals, written by the proof and never read before. The command took ${seconds.toFixed(0)} s in all: it read each row once, wrote the file with the rows from which the steps are gathered, and took its steps with two validations. Resident memory counts a page that processes share once for each of them; the limit of the control group also counts what the kernel keeps of the files, without swap space.`,
      ],
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
    limit.remove();
  }
}
