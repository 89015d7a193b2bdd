import { expect, test } from 'vitest';
import type { DomainResult, Interval } from '../intervals.ts';
import { REAL_LINE } from '../intervals.ts';
import { dataInterval, intervalText, matchesSupport, splineImage } from './domains.ts';
import { layerDefinitions } from './registry.ts';

const PIXELS = dataInterval({ low: 0, high: 255, closed: true });

type Step = readonly [string, Readonly<Record<string, unknown>>] | readonly ['inverse', string];

/** Propagates one interval, in a vector of two equal coordinates. */
function follow(start: Interval, ...steps: readonly Step[]): Interval | string {
  let intervals: readonly Interval[] = [start, start];
  for (const [first, second] of steps) {
    const inverted = first === 'inverse';
    const definition = layerDefinitions.find(({ type }) => type === (inverted ? second : first))!;
    const { mask, order, ...keys } = inverted ? {} : (second as Record<string, unknown>);
    const config = { ...definition.schema.parse(keys), mask: mask ?? [0, 0], order: order ?? [1, 0] };
    const domain = inverted ? (definition.inverseDomain ?? definition.domain) : definition.domain;
    const result: DomainResult = domain(config, intervals, [2]);
    if ('problem' in result) return result.problem;
    intervals = result.intervals;
  }
  return intervals[0]!;
}

const NORMAL = { low: -Infinity, high: Infinity };
const UNIT = { low: 0, high: 1 };

test.each<[string, Interval, readonly Step[], { low: number; high: number }, boolean]>([
  ['reals through a coupling', REAL_LINE, [['affine-coupling', {}]], NORMAL, true],
  [
    'pixels, dequantized, in an additive flow (NICE)',
    PIXELS,
    [
      ['dequantize', {}],
      ['additive-coupling', {}],
    ],
    NORMAL,
    true,
  ],
  [
    'pixels through logit',
    PIXELS,
    [
      ['dequantize', {}],
      ['logit', {}],
    ],
    NORMAL,
    true,
  ],
  [
    'pixels scaled by a fixed affine',
    PIXELS,
    [
      ['affine', { trainable: false, scale: 1 / 256 }],
      ['logit', {}],
      ['actnorm', {}],
    ],
    NORMAL,
    true,
  ],
  ['tanh at the end', REAL_LINE, [['tanh', {}]], NORMAL, false],
  ['sigmoid at the end', REAL_LINE, [['sigmoid', {}]], UNIT, true],
  [
    'sigmoid and logit with alpha 0',
    REAL_LINE,
    [
      ['sigmoid', {}],
      ['logit', { alpha: 0 }],
    ],
    NORMAL,
    true,
  ],
  [
    'sigmoid and logit with alpha > 0 leaves gaps',
    REAL_LINE,
    [
      ['sigmoid', {}],
      ['logit', { alpha: 0.05 }],
    ],
    NORMAL,
    false,
  ],
  [
    'there and back by inverse',
    REAL_LINE,
    [
      ['tanh', {}],
      ['inverse', 'tanh'],
    ],
    NORMAL,
    true,
  ],
  [
    'exp and back',
    REAL_LINE,
    [
      ['exp', {}],
      ['inverse', 'exp'],
    ],
    NORMAL,
    true,
  ],
  [
    'softplus and back',
    REAL_LINE,
    [
      ['softplus', {}],
      ['inverse', 'softplus'],
    ],
    NORMAL,
    true,
  ],
  ['the inverse of logit', REAL_LINE, [['inverse', 'logit']], NORMAL, false],
  [
    'a spline keeps its interval',
    { low: -3, high: 3, closed: true },
    [['spline-coupling', {}]],
    { low: -3, high: 3 },
    true,
  ],
  [
    'a circular spline on angles of data',
    dataInterval({ low: -3, high: 3, closed: true }),
    [['spline-coupling', { tails: 'circular' }]],
    { low: -3, high: 3 },
    true,
  ],
  [
    'a fixed negative scale',
    { low: 0, high: 1, closed: false },
    [['affine', { trainable: false, scale: -2, shift: 1 }]],
    { low: -1, high: 1 },
    true,
  ],
])('%s', (_name, start, steps, support, matches) => {
  const result = follow(start, ...steps);
  expect(typeof result).toBe('object');
  expect(matchesSupport(result as Interval, support)).toBe(matches);
});

test.each<[string, Interval, readonly Step[], RegExp]>([
  ['logit on reals', REAL_LINE, [['logit', {}]], /logit needs values in \[0, 1\]; here they lie in \(−∞, ∞\)/],
  ['logit of all numbers', REAL_LINE, [['logit', {}]], /remove it: unbounded values/],
  [
    'logit of values with bounds',
    dataInterval({ low: 0, high: 2, closed: true }),
    [['logit', {}]],
    /put a fixed affine before it: \{ "type": "affine", "trainable": false, "scale": 0.5, "shift": 0 \}$/,
  ],
  [
    'logit of values around 0',
    dataInterval({ low: -0.9989, high: 0.9994, closed: true }),
    [['logit', {}]],
    /"scale": 0.5, "shift": 0.5 \}$/,
  ],
  [
    'logit of thirds',
    dataInterval({ low: 1.01, high: 3.99, closed: true }),
    [['logit', {}]],
    /"scale": 0.3333, "shift": -0.3333 \}$/,
  ],
  ['logit of pixels', dataInterval({ low: 0, high: 255, closed: true }), [['logit', {}]], /put dequantize before it$/],
  [
    'logit without alpha on closed data',
    PIXELS,
    [
      ['dequantize', {}],
      ['logit', { alpha: 0 }],
    ],
    /set alpha > 0/,
  ],
  [
    'a coupling behind sigmoid',
    REAL_LINE,
    [
      ['sigmoid', {}],
      ['affine-coupling', {}],
    ],
    /move the ends of \(0, 1\)/,
  ],
  [
    'actnorm behind exp',
    REAL_LINE,
    [
      ['exp', {}],
      ['actnorm', {}],
    ],
    /move the ends of \(0, ∞\)/,
  ],
  ['dequantize on reals', REAL_LINE, [['dequantize', {}]], /integers 0 … 255/],
  ['dequantize with too few bits', PIXELS, [['dequantize', { bits: 5 }]], /integers 0 … 31/],
  ['circular tails on reals', REAL_LINE, [['spline-coupling', { tails: 'circular' }]], /circular tails/],
  [
    'a spline whose bound lies beyond the range',
    REAL_LINE,
    [
      ['tanh', {}],
      ['spline', {}],
    ],
    /would move the ends/,
  ],
  [
    'split of bounded values',
    REAL_LINE,
    [
      ['sigmoid', {}],
      ['split', {}],
    ],
    /prior of split is normal/,
  ],
])('%s is a problem', (_name, start, steps, message) => {
  expect(follow(start, ...steps)).toMatch(message);
});

test('intervals in words', () => {
  expect(intervalText(REAL_LINE)).toBe('(−∞, ∞)');
  expect(intervalText({ low: 0, high: 255, closed: true })).toBe('[0, 255]');
  expect(intervalText({ low: 0, high: Infinity, closed: true })).toBe('[0, ∞)');
});

test('circular splines keep open intervals open: a map onto their bound may come before and its inverse after them', () => {
  const config = { bound: 3, tails: 'circular' } as const;
  const result = splineImage('spline', config, [{ low: -3, high: 3, closed: false }]);
  expect(result).toMatchObject({ intervals: [{ low: -3, high: 3, closed: false }] });
});
