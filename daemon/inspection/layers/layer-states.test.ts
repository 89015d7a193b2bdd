/** Values around each layer, in loops, left-over turns and inverted layers. */
import { expect, test } from 'vitest';
import { flattenPlan } from '../../flow/flatten-plan.ts';
import { cpuRuntime } from '../../runtime/onnxruntime/cpu-runtime.ts';
import { DIGITS } from '../testing/digits.ts';
import { MIXED } from '../testing/mixed-layers.ts';
import { PLANE, randomFlow } from '../testing/random-flow.ts';
import { inspectTerms } from './inspect-layers.ts';
import { layerStates } from './layer-states.ts';

const runtime = cpuRuntime({ threads: 1 });
const AFFINE = new Set(['affine-coupling', 'additive-coupling', 'affine', 'actnorm', 'affine-autoregressive']);

/** Layers that map each element by itself, given others. */
const ELEMENTWISE = new Set([...AFFINE, 'spline-coupling']);

/** The elements' own log-dets add up to the layer's term, also in loops and inverted layers. */
function expectSums(logDets: Float32Array, width: number, term: Float64Array): void {
  for (let row = 0; row < logDets.length / width; row++) {
    const own = logDets.subarray(row * width, (row + 1) * width);
    const sum = own.reduce((total, value) => total + (Number.isNaN(value) ? 0 : value), 0);
    expect(Math.abs(sum - term[row]!)).toBeLessThan(1e-3 * Math.max(1, width / 10));
  }
}

test.each([
  ['of the plane', MIXED, 100],
  ['of images', DIGITS, 50],
])(
  'each layer %s takes in what the one before gave out, and its log-scales add up to its term',
  async (_, spec, limit) => {
    const { open, data } = await randomFlow(spec, '.');
    const rows = data.split('validation');
    const options = { limit, noiseSeed: 3, signal: null };
    const { terms } = await inspectTerms(runtime, open, data, rows, { limit, noiseSeed: 3 });
    const standardized = data.dataset.standardization ? 1 : 0;
    let behind: Float32Array | null = null;
    let affine = 0;
    for (const { index, type } of flattenPlan(open.plan)) {
      const states = await layerStates(runtime, open, data, rows, { ...options, index });
      expect(states.rows).toBe(limit);
      if (behind !== null) expect(states.input).toEqual(behind);
      behind = states.output;
      expect(states.affine !== null, type).toBe(AFFINE.has(type));
      const width = states.input.length / limit;
      const term = terms.layers[index + standardized]!;
      if (ELEMENTWISE.has(type)) expectSums(states.logDets!, width, term);
      else expect(states.logDets, type).toBeNull();
      if (states.affine === null) continue;
      affine++;
      for (let row = 0; row < limit; row++) {
        const own = states.affine.logScale.subarray(row * width, (row + 1) * width);
        const sum = own.reduce((total, value) => (Number.isNaN(value) ? total : total + value), 0);
        expect(Math.abs(sum - term[row]!)).toBeLessThan(1e-3 * Math.max(1, width / 10));
        const [x, z] = [states.input, states.output].map((values) => values.subarray(row * width, (row + 1) * width));
        for (let i = 0; i < width; i++) {
          const [s, t] = [own[i]!, states.affine.shift[row * width + i]!];
          // Elements without a scale are unchanged.
          const expected = Number.isNaN(s) ? x![i]! : x![i]! * Math.exp(s) + t;
          expect(Math.abs(expected - z![i]!)).toBeLessThan(1e-3 * Math.max(1, Math.abs(z![i]!)));
        }
      }
    }
    expect(affine).toBeGreaterThan(3);
  },
);

test.each(['affine-coupling', 'affine-autoregressive'])(
  'scale and shift of %s do not depend on the size of the element that they change',
  async (type) => {
    const layer = { type, conditioner: { type: type === 'affine-coupling' ? 'mlp' : 'masked-mlp', hidden: [8] } };
    const { open, data } = await randomFlow({ ...PLANE, layers: [layer] }, '.', 0.3);
    const states = async (values: Float32Array) => {
      const rows = { ...data.split('train'), count: values.length / 2, values };
      return layerStates(runtime, open, data, rows, { index: 0, limit: 16, noiseSeed: 3, signal: null });
    };
    const sizes = [0.3, -1, 7, 1e4, 1e8, -1e8, 1e12];
    const last = await states(Float32Array.from(sizes.flatMap((size) => [0.7, size])));
    const first = await states(Float32Array.from(sizes.flatMap((size) => [size, 0.7])));
    // One of the two elements is what the scale of the other, or of none, depends on.
    const [found, element] = Number.isNaN(last.affine!.logScale[1]!) ? [first, 0] : [last, 1];
    for (const values of [found.affine!.logScale, found.affine!.shift]) {
      const own = sizes.map((_, row) => values[2 * row + element]!);
      expect(Math.abs(own[0]!)).toBeGreaterThan(1e-3);
      for (const value of own) expect(Math.abs(value - own[0]!)).toBeLessThan(1e-5);
    }
  },
);
