import { tmpdir } from 'node:os';
import { expect, test } from 'vitest';
import { buildFlow } from '../flow/flow.ts';
import { isFlowPlan } from '../models/flow-plan.ts';
import { buildModel } from '../models/registry.ts';
import { checkSpec } from '../spec/check-spec.ts';
import { describePlan } from '../spec/describe-plan.ts';
import { countParameters, parameterCounts } from '../spec/parameter-counts.ts';
import { specTemplates } from './registry.ts';

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
