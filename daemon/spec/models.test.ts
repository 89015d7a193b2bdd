/** How a spec selects its model, and what the model's definition makes of the other keys. */

import { expect, test } from 'vitest';
import * as z from 'zod';
import type { ModelDefinition } from '../models/definition.ts';
import { flowModel } from '../models/flow.ts';
import { twoPlayers } from '../models/testing/two-players.ts';
import { checkText } from './check.ts';
import { applyFix } from './fixes/apply-fix.ts';
import { jsonSchemaFor } from './schema/generate-json-schema.ts';
import { modelVocabulary } from './schema/top-level-schema.ts';
import { complete, OPTIONS } from './spec-fixture.ts';

/** A model that needs a network and has another with a default. */
const encoding: ModelDefinition = {
  ...twoPlayers,
  type: 'encoding',
  noun: 'an encoding',
  sections: {
    layers: false,
    keys: z.strictObject({ latent: z.int().min(1).describe('Size of the latent.') }),
    networks: {
      encoder: { description: 'From data to latents.', kinds: ['vector'], default: null },
      decoder: { description: 'From latents to data.', kinds: ['vector'], default: { type: 'mlp' } },
    },
  },
};

const vocabulary = { ...complete, models: modelVocabulary([flowModel, twoPlayers, encoding]) };
const check = (spec: object) => checkText(JSON.stringify(spec), vocabulary, OPTIONS);
const messages = async (spec: object) => (await check(spec)).diagnostics.map(({ message }) => message);

const OTHER_KEYS = z.strictObject({ penalty: z.enum(['small', 'large']) });

const DATA = { source: 'two-moons' };
const LAYERS = [{ type: 'affine-coupling' }];

test('without "model" a spec is of a flow', async () => {
  const { plan } = await check({ data: DATA, layers: LAYERS });
  expect(plan!.model).toBe('flow');
  expect((await check({ model: 'flow', data: DATA, layers: LAYERS })).plan).toEqual(plan);
});

test('a model that does not exist is reported with those that do, and the rest is checked as a flow', async () => {
  expect(await messages({ model: 'vea', data: DATA, layers: [{ type: 'affine-couplin' }] })).toEqual([
    expect.stringMatching(/^model must be .*flow.*two-players.*encoding.*, found "vea"/),
    expect.stringContaining("'affine-couplin'"),
  ]);
});

test('a mistyped model is checked as the one that was meant, so that no valid key is reported', async () => {
  const spec = { model: 'two-plyers', penalty: 2, data: DATA };
  const { diagnostics } = await check(spec);
  expect(diagnostics.map(({ path }) => path)).toEqual(['model']);
  const unknown = await check({ ...spec, model: 'transformer', layers: LAYERS });
  expect(unknown.diagnostics.filter(({ severity }) => severity === 'error').map(({ path }) => path)).toEqual(['model']);
});

test('a section of another model is reported, and its quick fix removes it', async () => {
  const spec = { model: 'two-players', data: DATA, base: { type: 'normal' }, latent: 2 };
  const { diagnostics } = await check(spec);
  expect(diagnostics.map(({ message }) => message)).toEqual([
    "'base' belongs to model 'flow', but this spec is of model 'two-players'",
    "'latent' belongs to model 'encoding', but this spec is of model 'two-players'",
  ]);
  const once = applyFix(JSON.stringify(spec), diagnostics[0]!.fixes[0]!);
  const [second] = (await checkText(once, vocabulary, OPTIONS)).diagnostics;
  const text = applyFix(once, second!.fixes[0]!);
  const { diagnostics: left, plan } = await checkText(text, vocabulary, OPTIONS);
  expect(left).toEqual([]);
  expect(plan).toMatchObject({ model: 'two-players', penalty: 1 });
});

test('networks are resolved by name or in place, with defaults', async () => {
  const { plan, diagnostics } = await check({
    model: 'encoding',
    data: DATA,
    latent: 3,
    conditioners: { deep: { type: 'resnet', hidden: 8, blocks: 1 } },
    encoder: 'deep',
  });
  expect(diagnostics).toEqual([]);
  expect(plan).toMatchObject({
    latent: 3,
    encoder: { type: 'resnet', hidden: 8, blocks: 1 },
    decoder: { type: 'mlp' },
  });
});

test('keys and networks without a default are required; a network must be of the right kind', async () => {
  expect(await messages({ model: 'encoding', data: DATA, decoder: { type: 'masked-mlp' } })).toEqual([
    expect.stringContaining("a spec needs the key 'latent'"),
    "'encoder' of model 'encoding' is required: a conditioner, or the name of one",
    "'decoder' of model 'encoding' needs a network on vectors (mlp, resnet), found masked-mlp",
  ]);
});

test('the JSON schema lists the keys of all models, and requires what all need', () => {
  const only = jsonSchemaFor({ ...complete, models: modelVocabulary([flowModel]) });
  expect(only.required).toEqual(['data', 'layers']);
  expect(only.properties!.model).toMatchObject({ enum: ['flow'], default: 'flow' });
  expect(only.properties!.model!.description).toContain('nll (nats): Mean of −log q(x)');
  const { properties, required } = jsonSchemaFor(vocabulary);
  expect(Object.keys(properties!)).toEqual(expect.arrayContaining(['base', 'layers', 'penalty', 'encoder', 'latent']));
  expect(required).toEqual(['data']);
});

test('a key of two models accepts the values of both', () => {
  const other = { ...twoPlayers, type: 'other', sections: { ...twoPlayers.sections, keys: OTHER_KEYS } };
  const { properties } = jsonSchemaFor({ ...complete, models: modelVocabulary([twoPlayers, other]) });
  expect(properties!.penalty!.anyOf).toMatchObject([{ type: 'number' }, { enum: ['small', 'large'] }]);
});

test('what needs a likelihood is reported for a model without one', async () => {
  const training = { earlyStopping: { patience: 3 }, steps: 10 };
  const { diagnostics } = await check({ model: 'two-players', data: DATA, training });
  expect(diagnostics.map(({ message }) => message)).toEqual([
    "model 'two-players' has no likelihood to validate, so training.earlyStopping has no effect",
  ]);
  const text = applyFix(JSON.stringify({ model: 'two-players', data: DATA, training }), diagnostics[0]!.fixes[0]!);
  expect((await checkText(text, vocabulary, OPTIONS)).diagnostics).toEqual([]);
});

test('the JSON schema of one model has its keys, and all that it requires', () => {
  const ofPlayers = jsonSchemaFor(vocabulary, twoPlayers);
  expect(Object.keys(ofPlayers.properties!)).not.toContain('layers');
  expect(ofPlayers.properties!.model!.enum).toEqual(['flow', 'two-players', 'encoding']);
  expect(jsonSchemaFor(vocabulary, encoding).required).toEqual(['data', 'encoder', 'latent']);
  expect(jsonSchemaFor(vocabulary, flowModel).required).toEqual(['data', 'layers']);
});
