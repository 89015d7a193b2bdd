/** The advice of warnings about a game helps: it is applied to the spec as it says, and the game goes well. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as z from 'zod';
import { yardsticksResultSchema } from '../../protocol/figures/yardsticks.ts';
import { flowscope } from '../cli/flowscope.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'flowscope-game-advice-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const warning = z.object({ code: z.string(), message: z.string() });
const event = z.looseObject({ event: z.string(), warnings: z.array(warning).optional() });

/** Trains a spec: what is out of order at the end, and all that was said on the way. */
async function trained(name: string, spec: object) {
  await writeFile(join(folder, `${name}.flow.json`), JSON.stringify(spec));
  const command = ['train', `${name}.flow.json`, '--local', '--json', '--run-dir', join(folder, name)];
  const events = (await flowscope(command, { cwd: folder })).lines().map((line) => event.parse(line));
  const said = events.filter((given) => given.event === 'warning').map((given) => warning.parse(given).code);
  return { open: events.at(-1)!.warnings ?? [], said };
}

type Edits = readonly (readonly [path: string, value: unknown])[];

/** The edits of "Set PATH to VALUE, PATH to VALUE and PATH to VALUE." or "Lower PATH (now NUMBER)." */
function editsOf(message: string): Edits {
  const [, lowered] = / Lower (\S+) \(now \S+\)\./.exec(message) ?? [];
  if (lowered !== undefined) return [[lowered, 1e-3]];
  const [, changes] = / Set (.*)\. Look /.exec(message)!;
  return changes!.split(/, | and /).map((change) => {
    const [path, value] = change.split(' to ');
    return [path!, JSON.parse(value!) as unknown];
  });
}

const member = z.record(z.string(), z.unknown()).catch({});

function edited(spec: object, [keys, value]: readonly [readonly string[], unknown]): object {
  const [key, ...rest] = keys;
  const inner = member.parse(spec)[key!];
  return { ...spec, [key!]: rest.length === 0 ? value : edited(member.parse(inner), [rest, value]) };
}

const SPEC = {
  ...{ model: 'gan', latent: 2, discriminator: { type: 'mlp', hidden: [32, 32] } },
  ...{ generator: { type: 'mlp', hidden: [32, 32] } },
};
const DATA = { source: 'eight-gaussians', samples: 5000, evaluationSamples: 2000 };
const TRAINING = { steps: 2000, batchSize: 128, seed: 1 };

test.each([
  ['samples-diverged', { ...SPEC, data: DATA, training: { ...TRAINING, optimizer: { learningRate: 5 } } }],
  ['samples-collapsed', { ...SPEC, data: DATA, training: { ...TRAINING, optimizer: { learningRate: 2e-2 } } }],
  [
    'discriminator-wins',
    {
      ...{ ...SPEC, data: { ...DATA, noise: 0.25 }, latent: 8, generator: { type: 'mlp', hidden: [32] } },
      training: {
        ...{ ...TRAINING, steps: 3000, optimizer: { learningRate: 1e-6 } },
        discriminatorOptimizer: { learningRate: 1e-2 },
      },
    },
  ],
])('%s', async (code, spec) => {
  const before = await trained(`${code}-before`, spec);
  expect(before.open.map((found) => found.code)).toEqual([code]);
  const after = editsOf(before.open[0]!.message).reduce<object>(
    (text, [path, value]) => edited(text, [path.split('.'), value]),
    spec,
  );
  expect(await trained(`${code}-after`, after)).toEqual({ open: [], said: [] });
  const judged = await flowscope(['yardsticks', join(folder, `${code}-after`), '--json'], { cwd: folder });
  expect(yardsticksResultSchema.parse(judged.json()).modes).toMatchObject({ covered: 8, of: 8 });
});
