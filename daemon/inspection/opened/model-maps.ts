import type { Model } from '../../models/definition.ts';
import { mul } from '../../tensor/ops/arithmetic.ts';
import type { LatentMaps } from './latent-maps.ts';

/** The maps of a model that is not a bijection; null if it has no latents. */
export function modelMaps(model: Model): LatentMaps | null {
  const { inputShape, contextSize, parameters, latents, logDensity } = model;
  if (latents === null) return null;
  const { encode } = latents;
  return {
    inputShape,
    contextSize,
    parameters,
    latentShape: [latents.size],
    noiseShape: [latents.noiseSize],
    latentParts: [{ start: 0 }],
    base: 'normal',
    sample(noise, temperature, environment) {
      const z = latents.fromNoise(mul(noise, temperature), environment);
      return { z, x: latents.draw(z, environment) };
    },
    decode: (z, environment) => latents.decode(z, environment),
    decodeSmoothly: (z, environment) => latents.decode(z, environment),
    encode:
      encode &&
      ((x, environment) => ({
        latent: encode(x, environment),
        logProb: logDensity?.(x, environment) ?? null,
      })),
    fillNoise: (random, noise) => latents.fillNoise(random, noise),
    scores: () => ({ toScore: (z) => z, fromScore: (u) => u }),
    roundTrip: model.bound ? 'center' : 'approximate',
    hasTemperature: true,
  };
}
