import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkSpec } from './check-spec.ts';
import { planOf } from './parse-plan.ts';

const EXAMPLES = join(import.meta.dirname, '..', '..', 'examples');
const recorded = (plan: unknown) => ({
  directory: '/runs/a',
  record: { plan: JSON.parse(JSON.stringify(plan)) as object },
});

const planFor = async (text: string) => {
  const { plan } = await checkSpec(text, { folder: EXAMPLES, trusted: true, fileStem: 'a' });
  expect(plan).not.toBeNull();
  return plan!;
};

const NESTED = JSON.stringify({
  data: { source: 'two-moons' },
  base: { type: 'diagonal-normal' },
  layers: [
    {
      type: 'repeat',
      times: 2,
      layers: [{ type: 'inverse', layers: [{ type: 'affine-coupling' }] }, { type: 'actnorm' }],
    },
  ],
  training: { ema: { decay: 0.9 }, earlyStopping: { patience: 3 } },
});

test('every plan that this version writes is read as it was', async () => {
  const examples = readdirSync(EXAMPLES).filter((file) => file.endsWith('.flow.json'));
  const texts = [NESTED, ...examples.map((file) => readFileSync(join(EXAMPLES, file), 'utf8'))];
  for (const text of texts) {
    const { plan } = await checkSpec(text, { folder: EXAMPLES, trusted: true, fileStem: 'a' });
    if (plan === null) continue;
    expect(planOf(recorded(plan))).toEqual(JSON.parse(JSON.stringify(plan)));
  }
  expect(texts.length).toBeGreaterThan(4);
});

test('what this version does not know is refused by name and place, also deep inside', async () => {
  const plan = await planFor(NESTED);
  const changed = (from: string, to: string) => recorded(JSON.parse(JSON.stringify(plan).replace(from, to)));
  expect(() => planOf(changed('"type":"actnorm"', '"type":"hypernorm"'))).toThrow(
    "plan.layers.0.turns.0.1.type: layer 'hypernorm' is not known to this version of Flowscope",
  );
  expect(() => planOf(changed('"type":"diagonal-normal"', '"type":"cauchy"'))).toThrow("plan.base.type: base 'cauchy'");
  expect(() => planOf(changed('"batchSize":256', '"batchSize":"many"'))).toThrow('plan.training.batchSize');
  expect(() => planOf(changed('"kind":"inverse"', '"kind":"mirror"'))).toThrow('plan.layers.0.turns.0.0');
  try {
    planOf(changed('"kind":"inverse"', '"kind":"mirror"'));
  } catch (error) {
    expect(error).toMatchObject({ code: 'run-damaged', hint: expect.stringContaining('version') });
  }
});
