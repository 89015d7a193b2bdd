/** Commands on models that are not flows: each works, or says why not and what to use instead. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as z from 'zod';
import { describeResultSchema } from '../../protocol/describe-result.ts';
import { encodeResultSchema } from '../../protocol/figures/latents.ts';
import { verifyResultSchema } from '../../protocol/figures/verify.ts';
import { flowscope } from './flowscope.ts';
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
  gan: { ...COMMON, model: 'gan', latent: 3, generator: NET, discriminator: NET },
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
const NAMES = Object.keys(SPECS);

let cwd: string;
const here = (...args: string[]) => flowscopeHere(args, { cwd });

beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'flowscope-models-'));
  for (const [name, spec] of Object.entries(SPECS))
    await writeFile(join(cwd, `${name}.flow.json`), JSON.stringify(spec));
  const trained = NAMES.map((name) => flowscope(['train', `${name}.flow.json`, '--local', '--run-dir', name], { cwd }));
  expect((await Promise.all(trained)).map(({ code }) => code)).toEqual([0, 0, 0]);
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

test('describe of a run is that of its spec', async () => {
  const [spec, run] = [await here('describe', 'vae.flow.json', '--json'), await here('describe', 'vae', '--json')];
  expect(run.json()).toEqual(spec.json());
});

test('verify checks gradients, the float32 engine and flows of latents, of specs and of runs', async () => {
  for (const subject of ['vae.flow.json', ...NAMES]) {
    const outcome = await here('verify', subject, '--points', '2', '--json');
    const found = verifyResultSchema.parse(outcome.json());
    expect([outcome.code, found.ok, found.points], subject).toEqual([0, true, 2]);
    expect(found.checks[0]!.name).toMatch(/^gradient of (elbo|generator)$/);
    expect(found.layers).toHaveLength(found.model === 'vae' ? 2 : 0);
    expect(found.notVerified[0]).toMatch(/no log-det/);
  }
  const { stdout } = await here('verify', 'vae', '--points', '2');
  expect(stdout).toMatch(/^ *prior 0 +affine-coupling \[0\]/m);
  expect(stdout).toMatch(/^gradient of elbo +\S+ +\S+$/m);
  expect(stdout).toMatch(/^result +correct$/m);
  expect(stdout).toMatch(/^not verified +The model is not a bijection/m);
});

test('encode names what it knows of log q: the ELBO of a VAE, nothing of a BiGAN', async () => {
  const encoded = await here('encode', 'vae', '--split', 'test', '-o', 'v.csv', '--json');
  const vae = encodeResultSchema.parse(encoded.json());
  expect(vae).toMatchObject({ n: 60, shape: [60, 2], elbo: { mean: expect.any(Number) } });
  expect(vae).not.toHaveProperty('logLikelihood');
  expect(await readFile(join(cwd, 'v.csv'), 'utf8')).toMatch(/^z0,z1,elbo\n/);
  expect((await here('encode', 'vae', '-o', 'v.npz')).stdout).toMatch(/^ELBO .* nats, a lower bound of log q$/m);
  const bigan = encodeResultSchema.parse((await here('encode', 'bigan', '-o', 'b.csv', '--json')).json());
  expect(bigan).toMatchObject({ shape: [60, 3], logLikelihood: null });
  expect(await readFile(join(cwd, 'b.csv'), 'utf8')).toMatch(/^z0,z1,z2\n/);
  expect((await here('encode', 'bigan', '-o', 'b.npz')).stdout).not.toMatch(/log q|ELBO|not finite/);
});

test('samples, round trips, interpolations and traversals', async () => {
  await here('encode', 'bigan', '--split', 'test', '-o', 'z.npy');
  for (const [name, command, ...rest] of [
    ['vae', 'sample', '-n', '3'],
    ['gan', 'sample', '-n', '3'],
    ['bigan', 'decode', '--data', 'z.npy', '-o', 'x.csv'],
    ['vae', 'interpolate', '--columns', '3'],
    ['bigan', 'traverse', '--rows', '1', '--columns', '3'],
    ['gan', 'evaluate'],
    ['gan', 'interpolate', '--columns', '3'],
    ['gan', 'traverse', '--rows', '1', '--columns', '3'],
  ] as const) {
    expect((await here(command, name, ...rest, '--json')).code, `${command} ${name}`).toBe(0);
  }
});

const refusal = z.object({ error: z.object({ hint: z.string() }) });
const INSTEAD = 'These commands work with this run: sample, evaluate, yardsticks, ';

test('commands of flows are refused with the reason, and those that work are named by use', async () => {
  const instead = `${INSTEAD}elbo, encode, decode, interpolate, traverse, verify, describe, report.`;
  for (const [command, purpose, ...args] of [
    ['inspect', 'shows what each layer of a flow does to the density'],
    ['density', 'shows the exact density of a flow'],
    ['conditional', 'shows the exact density of a flow along some columns'],
    ['probe', 'shows how a point passes through the layers of a flow', '--row', '0'],
    ['coupling', 'shows how one coupling layer of a flow transforms a point'],
    ['levels', 'shows what a flow keeps at each level of a multi-scale latent'],
    ['export', 'writes the maps and the exact log q of a flow', '--onnx', 'f.onnx'],
  ] as const) {
    const outcome = await here(command, 'vae', ...args, '--json');
    const error = {
      code: 'no-figure',
      message: `\`${command}\` does not work with a VAE: it ${purpose}`,
      hint: instead,
    };
    expect([outcome.code, outcome.json()], command).toEqual([2, { v: 1, error }]);
  }
});

test('encode is named for models with an encoder only', async () => {
  const hintOf = async (run: string) => {
    const outcome = await here('elbo', run, '--json');
    expect(outcome.json()).toMatchObject({
      error: { message: expect.stringMatching(/^`elbo` does not work with a GAN: it .* of log q$/) },
    });
    return refusal.parse(outcome.json()).error.hint;
  };
  expect(await hintOf('gan')).toBe(`${INSTEAD}decode, interpolate, traverse, verify, describe, report.`);
  expect(await hintOf('bigan')).toBe(`${INSTEAD}encode, decode, interpolate, traverse, verify, describe, report.`);
});

test('without an encoder, encode is refused', async () => {
  const outcome = await here('encode', 'gan', '-o', 'g.npy', '--json');
  const hint = expect.stringContaining('These work without it: sample');
  const error = { code: 'no-encoder', message: expect.any(String), hint };
  expect([outcome.code, outcome.json()]).toEqual([2, { v: 1, error }]);
});
