import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'jsonc-parser';
import { expect, test } from 'vitest';
import { buildFlow } from '../flow/flow.ts';
import { isFlowPlan } from '../models/flow-plan.ts';
import { buildModel } from '../models/registry.ts';
import { checkSpec } from '../spec/check-spec.ts';
import { describePlan } from '../spec/describe-plan.ts';
import { countParameters, parameterCounts } from '../spec/parameter-counts.ts';
import { comparisonTemplates } from './comparisons.ts';
import { specTemplates } from './registry.ts';

const EXAMPLES = join(import.meta.dirname, '..', '..', 'examples');

test.each(specTemplates.map((template) => [template.name, template] as const))(
  'template %s checks without errors and builds, also before its data are there',
  async (_name, template) => {
    const options = { folder: tmpdir(), trusted: true, fileStem: 'mine' };
    const { diagnostics, plan } = await checkSpec(template.text('mine'), options);
    expect(
      diagnostics.filter(
        ({ severity, code }) => severity === 'error' || (severity === 'warning' && code !== 'missing-data'),
      ),
    ).toEqual([]);
    expect(plan!.name).toBe('mine');
    expect(countParameters(buildModel(plan!))).toBeGreaterThan(1000);
    if (!isFlowPlan(plan!)) return;
    // Counted per layer and turn, and over the stored parameters.
    const flow = buildFlow(plan);
    expect(describePlan(plan, parameterCounts(flow)).parameters).toBe(countParameters(flow));
  },
);

test.each(
  comparisonTemplates.flatMap(({ data, specs }) => specs.map((spec) => [`${data}-${spec.kind}`, spec] as const)),
)('spec %s of a comparison checks without problems beside the files that come with it', async (name, { template }) => {
  const options = { folder: EXAMPLES, trusted: true, fileStem: name, missingData: 'error' } as const;
  const { diagnostics, plan } = await checkSpec(template.text(name), options);
  expect(diagnostics).toEqual([]);
  expect(countParameters(buildModel(plan!))).toBeGreaterThan(1000);
});

test('the specs of a comparison have the same data', () => {
  for (const { specs } of comparisonTemplates) {
    const data = specs.map(({ template }) => JSON.stringify(parse(template.text('mine')).data));
    expect(new Set(data).size).toBe(1);
  }
});
