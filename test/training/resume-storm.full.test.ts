import { expect, test } from 'vitest';
import { bigan, flowGan, gan } from '../../daemon/templates/games.ts';
import type { SpecTemplate } from '../../daemon/templates/spec-template.ts';
import { vae } from '../../daemon/templates/vae.ts';
import { resumeStorm } from './resume-storm.ts';

test('runs killed at random moments end in the same weights, bit for bit', { timeout: 600_000 }, async () => {
  const { exact, lost, unharmed } = await resumeStorm({ runs: 2, kills: 2, steps: 2500, seed: 1 });
  expect({ exact, lost, unharmed }).toEqual({ exact: 2, lost: 0, unharmed: 0 });
});

/** A VAE whose latents have a flow as prior and another as posterior. */
const vaeWithFlows: SpecTemplate = {
  ...vae,
  name: 'vae-with-flows',
  text: (name) =>
    vae.text(name).replace(
      '"latent":',
      `"prior": { "layers": [{ "type": "actnorm" }, { "type": "affine-coupling", "conditioner": "net" }] },
  "posterior": { "layers": [{ "type": "planar" }] },
  "latent":`,
    ),
};

test.each([vae, vaeWithFlows, gan, bigan, flowGan])(
  'a $name killed at random moments ends in the same weights, bit for bit',
  { timeout: 600_000 },
  async ({ name, text }) => {
    const spec = text(name).replace('"samples": 50000', '"samples": 5000');
    const { exact, lost, unharmed } = await resumeStorm({ spec, runs: 1, kills: 2, steps: 1200, seed: 1 });
    expect({ exact, lost, unharmed }).toEqual({ exact: 1, lost: 0, unharmed: 0 });
  },
);

/** Large enough for the optimizer to run outside of ONNX Runtime's loop. */
const LARGE = JSON.stringify({
  name: 'large',
  data: { source: 'two-moons', samples: 1000 },
  layers: [
    {
      type: 'repeat',
      times: 2,
      layers: [{ type: 'affine-coupling', conditioner: { type: 'mlp', hidden: [520, 520] } }],
    },
  ],
  training: { batchSize: 32, ema: { decay: 0.99 }, optimizer: { type: 'adamw' }, checkpoint: { every: 50 } },
});

test('a large flow killed at random moments ends in the same weights, bit for bit', { timeout: 600_000 }, async () => {
  const { exact, lost, unharmed } = await resumeStorm({ spec: LARGE, runs: 1, kills: 3, steps: 800, seed: 1 });
  expect({ exact, lost, unharmed }).toEqual({ exact: 1, lost: 0, unharmed: 0 });
});
