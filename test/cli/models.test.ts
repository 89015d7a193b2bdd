/** Commands on models that are not flows: each works, or says why not and what to use instead. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeResultSchema } from '../../protocol/describe-result.ts';
import { flowscopeHere } from './in-process.ts';

const NET = { type: 'mlp', hidden: [4] };
const COMMON = {
  data: { source: 'two-moons', samples: 300, evaluationSamples: 60 },
  training: { steps: 2, batchSize: 16, seed: 1 },
};
const COUPLING = { type: 'affine-coupling', conditioner: 'net' };
const SPECS = {
  vae: {
    ...COMMON,
    model: 'vae',
    latent: 2,
    conditioners: { net: NET },
    encoder: 'net',
    decoder: NET,
    prior: { layers: [{ type: 'repeat', times: 2, layers: [COUPLING] }] },
  },
  bigan: {
    ...COMMON,
    model: 'gan',
    latent: 3,
    generator: NET,
    discriminator: NET,
    encoder: NET,
    discriminatorSteps: 2,
  },
};

let cwd: string;
const here = (...args: string[]) => flowscopeHere(args, { cwd });

beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'flowscope-models-'));
  for (const [name, spec] of Object.entries(SPECS))
    await writeFile(join(cwd, `${name}.flow.json`), JSON.stringify(spec));
}, 120_000);
afterAll(() => rm(cwd, { recursive: true, force: true }));

test('describe lists networks, flows of latents, and which group minimizes which loss', async () => {
  const vae = describeResultSchema.parse((await here('describe', 'vae.flow.json', '--json')).json());
  expect(vae).toMatchObject({
    ...{ model: 'vae', likelihood: 'bound', dimension: 2, base: null, layers: [] },
    keys: { latent: 2, beta: 1, likelihood: 'gaussian' },
    latent: [{ layer: null, start: 0, shape: [2] }],
    networks: [
      // 2 → 4 → 2·2
      { name: 'encoder', type: 'mlp', parameters: 12 + 20, values: { hidden: [4], activation: 'relu' } },
      { name: 'decoder', parameters: 12 + 10 },
    ],
    objectives: [{ name: 'elbo', minimizedBy: 'vae' }],
  });
  // 1 → 4 → 2 in each of the two turns.
  const [prior] = vae.flows;
  expect(prior).toMatchObject({ name: 'prior', base: { type: 'normal', parameters: 0 }, parameters: 2 * 18 });
  expect(prior!.layers.map(({ path, turn, parameters }) => [path, turn, parameters])).toEqual([
    ['prior.layers[0].layers[0]', [0], 18],
    ['prior.layers[0].layers[0]', [1], 18],
  ]);
  // Beside them: the scale of the likelihood.
  expect(vae.parameters).toBe(32 + 22 + 36 + 2);
  expect(vae.groups).toEqual([{ name: 'vae', parameters: vae.parameters }]);

  const bigan = describeResultSchema.parse((await here('describe', 'bigan.flow.json', '--json')).json());
  expect(bigan).toMatchObject({ model: 'gan', likelihood: 'none', keys: { discriminatorSteps: 2 }, flows: [] });
  expect(bigan.networks.map(({ name }) => name)).toEqual(['generator', 'discriminator', 'encoder']);
  expect(bigan.objectives).toEqual([
    { name: 'generator', minimizedBy: 'generator', every: 2 },
    { name: 'discriminator', minimizedBy: 'discriminator' },
  ]);
  expect(bigan.groups.reduce((sum, { parameters }) => sum + parameters, 0)).toBe(bigan.parameters);

  const { stdout } = await here('describe', 'bigan.flow.json');
  expect(stdout).toMatch(/^gan +bigan$/m);
  expect(stdout).toMatch(/^log q +not available$/m);
  expect(stdout).toMatch(
    /^objective +loss generator, minimized over group generator \(\d+ parameters\), once in 2 steps$/m,
  );
  expect((await here('describe', 'vae.flow.json')).stdout).toMatch(/^prior, 36 parameters$/m);
});
