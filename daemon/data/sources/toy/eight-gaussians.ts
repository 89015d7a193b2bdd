import * as z from 'zod';
import { entropyOnGrid } from '../../quadrature/entropy-on-grid.ts';
import { noiseKey, toyKeys } from './toy-keys.ts';
import { toySource } from './toy-source.ts';
import { trueDensity } from './true-density.ts';

// biome-ignore lint/suspicious/noApproximativeNumericConstant: the distribution is defined with the rounded number
const SCALE = 1.414;
const RADIUS = 4 / SCALE;

const CENTERS = Array.from({ length: 8 }, (_, k) => ({
  x: RADIUS * Math.cos((k * Math.PI) / 4),
  y: RADIUS * Math.sin((k * Math.PI) / 4),
}));

/** Between neighbors on the circle. */
const DISTANCE = 2 * RADIUS * Math.sin(Math.PI / 8);

const schema = z.strictObject({
  ...toyKeys,
  noise: noiseKey(0.5 / SCALE),
});

export const eightGaussians = toySource<z.infer<typeof schema>>({
  type: 'eight-gaussians',
  documentation: {
    summary: 'Eight Gaussians on a circle.',
    formula: 'p(x) = ⅛ Σₖ N(x; r(cos kπ/4, sin kπ/4), σ²I), r = 4/1.414',
    logDet: null,
    reference: 'Grathwohl et al. 2019, FFJORD (toy data)',
  },
  schema,
  draw: ({ noise }, random, out, at) => {
    const center = CENTERS[random.integer(8)]!;
    out[at] = center.x + noise * random.normal();
    out[at + 1] = center.y + noise * random.normal();
  },
  density: ({ noise }) => {
    const logProb = (points: Float64Array) => logMixture(points, noise);
    const reach = RADIUS + 8.5 * noise;
    const box = { left: -reach, right: reach, bottom: -reach, top: reach };
    return trueDensity(logProb, () => entropyOnGrid(logProb, box, noise / 3));
  },
  // Up to 2σ from a center, no other one is nearer.
  modes: ({ noise }) => (DISTANCE < 4 * noise ? null : { centers: CENTERS.map(({ x, y }) => [x, y]), sigma: noise }),
});

function logMixture(points: Float64Array, sigma: number): Float64Array {
  const constant = Math.log(8 * 2 * Math.PI * sigma * sigma);
  const out = new Float64Array(points.length / 2);
  for (let i = 0; i < out.length; i++) {
    const x = points[2 * i]!;
    const y = points[2 * i + 1]!;
    let nearest = Infinity;
    for (const c of CENTERS) nearest = Math.min(nearest, (x - c.x) ** 2 + (y - c.y) ** 2);
    let sum = 0;
    // The nearest one must give exactly 0: far away, any other rounding of the same distance would be a huge exponent.
    for (const c of CENTERS) sum += Math.exp((nearest - ((x - c.x) ** 2 + (y - c.y) ** 2)) / (2 * sigma * sigma));
    out[i] = Math.log(sum) - nearest / (2 * sigma * sigma) - constant;
  }
  return out;
}
