import * as z from 'zod';
import { toyKeys } from './toy-keys.ts';
import { toySource } from './toy-source.ts';
import { trueDensity } from './true-density.ts';

/** ln of the area of eight squares of side 2. */
const LOG_AREA = Math.log(32);

const schema = z.strictObject({
  ...toyKeys,
});

export const checkerboard = toySource<z.infer<typeof schema>>({
  type: 'checkerboard',
  documentation: {
    summary: 'Eight squares of a checkerboard, uniform inside, zero outside.',
    formula: 'x₁ ~ U[−2, 2), x₂ = U − 2B + (⌊x₁⌋ mod 2), U ~ U[0, 1), B ~ Bernoulli(½), both coordinates times 2',
    logDet: null,
    reference: 'Grathwohl et al. 2019, FFJORD (toy data)',
  },
  schema,
  draw: (_, random, out, at) => {
    // 21 random bits per coordinate, so every number is exact in float32 and no point rounds across an edge.
    const column = random.integer(4) - 2;
    const row = -2 * random.integer(2) + (column & 1);
    out[at] = 2 * (column + random.integer(2 ** 21) / 2 ** 21);
    out[at + 1] = 2 * (row + random.integer(2 ** 21) / 2 ** 21);
  },
  density: () => trueDensity(logUniform, () => LOG_AREA),
});

/** −ln 32 inside the squares, −∞ outside. */
function logUniform(points: Float64Array): Float64Array {
  const out = new Float64Array(points.length / 2);
  for (let i = 0; i < out.length; i++) {
    const column = Math.floor(points[2 * i]! / 2);
    const row = Math.floor(points[2 * i + 1]! / 2);
    const inside = column >= -2 && column < 2 && row >= -2 && row < 2 && (column + row) % 2 === 0;
    out[i] = inside ? -LOG_AREA : -Infinity;
  }
  return out;
}
