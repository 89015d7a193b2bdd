/** The numbers of parameters that `describe` gives of a model with several groups. */
import { Writable } from 'node:stream';
import { expect, test } from 'vitest';
import { describeResultSchema } from '../../protocol/describe-result.ts';
import { showDescription } from '../cli/show-description.ts';
import { buildModel } from '../models/registry.ts';
import { checkSpec } from './check-spec.ts';
import { describeModel } from './describe-model.ts';
import { OPTIONS } from './spec-fixture.ts';

test('a flow with a discriminator: parameters of the flow, of each group, and of all', async () => {
  const spec = {
    data: { source: 'two-moons' },
    layers: [{ type: 'actnorm' }],
    training: { objective: { type: 'adversarial', discriminator: { type: 'mlp', hidden: [8] } } },
  };
  const { plan } = await checkSpec(JSON.stringify(spec), OPTIONS);
  const description = describeModel(plan!, buildModel(plan!));
  // Scales and shifts; 2 → 8 → 1.
  const [flow, discriminator] = [4, 24 + 9];
  expect(describeResultSchema.parse(JSON.parse(JSON.stringify(description)))).toMatchObject({
    parameters: flow,
    totalParameters: flow + discriminator,
  });
  let text = '';
  const stdout = new Writable({
    write(chunk, _encoding, done) {
      text += String(chunk);
      done();
    },
  });
  const io = { cwd: '.', stdout, stderr: stdout, color: false, interactive: false };
  showDescription(io, description, null);
  expect(text).toMatch(/^parameters +37: flow 4, discriminator 33$/m);
});
