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
