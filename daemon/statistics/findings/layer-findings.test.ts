import { expect, test } from 'vitest';
import { layerDefinitions } from '../../flow/bijections/registry.ts';
import { ENGLISH } from '../../format/strings.ts';
import { cancelled, type FindingRow, inexact, insensitive, type LayerFacts, outsideBound } from './layer-findings.ts';

const row = (index: number, over: Partial<FindingRow> = {}): FindingRow => ({
  index,
  conditioned: true,
  kind: 'log-det',
  mean: 0.4,
  std: 0.3,
  gain: 0.2,
  roundTripError: 1e-6,
  outsideBound: null,
  ...over,
});
const PLANE = { dimension: 2, contextSize: 0 };
const found = (layers: readonly FindingRow[], site: Omit<LayerFacts, 'layers'> = PLANE) =>
  [inexact, insensitive, outsideBound, cancelled].flatMap((check) => check({ layers, ...site }));
const kinds = (...rows: readonly FindingRow[]) => found(rows).map(({ kind, layers }) => `${kind} ${layers}`);

test('a healthy flow has nothing that stands out', () => {
  const actnorm = row(1, { conditioned: false, std: 0, gain: 0, mean: 0.9 });
  const standardize = row(-1, { conditioned: false, kind: 'data', std: 0, gain: 0, mean: -3, roundTripError: null });
  const spline = row(2, { conditioned: true, outsideBound: 0.01 });
  expect(kinds(standardize, row(0), actnorm, spline)).toEqual([]);
  // Volume-preserving by construction.
  expect(kinds(row(0, { conditioned: false, mean: 0, std: 0 }))).toEqual([]);
});

test('a conditioner that does not react is dead', () => {
  expect(kinds(row(0), row(1, { std: 0, gain: 0 }))).toEqual(['dead 1']);
  // An untrained coupling.
  expect(kinds(row(0, { mean: 0, std: 0, gain: 0 }))).toEqual([]);
});

test('in one dimension an autoregressive layer has no input to react to, so training is not to blame', () => {
  const rows = [row(0, { conditioned: true, std: 0 })];
  const kindsAt = (dimension?: number, contextSize?: number) =>
    found(rows, { dimension, contextSize }).map(({ kind }) => kind);
  expect(kindsAt(1, 0)).toEqual(['single-dimension']);
  expect(kindsAt(1, 3)).toEqual(['dead']);
  expect(kindsAt(2, 0)).toEqual(['dead']);
  expect(kindsAt()).toEqual(['dead']);
});

test('the advice for one dimension names available layers, and they bend one by what they learn', () => {
  const named = [...ENGLISH.singleDimensionAdvice.matchAll(/`(\w+)` layers/g)].map(([, type]) => type);
  expect(named).toEqual(['planar']);
  for (const type of named) {
    const { build, schema, coordinates } = layerDefinitions.find((layer) => layer.type === type)!;
    expect(build).not.toBeNull();
    expect(coordinates(schema.parse({}), [1]).transformed).toEqual([true]);
  }
});

test('a round trip with more error than rounding, or without a finite result, is inexact', () => {
  expect(kinds(row(0, { roundTripError: 2e6 }), row(1, { roundTripError: null }))).toEqual(['inexact 0,1']);
  expect(found([row(0, { roundTripError: 2e6 }), row(1, { roundTripError: 3 })])[0]!.worst).toBe(2e6);
  expect(found([row(0, { roundTripError: null })])[0]!.worst).toBeNull();
});

test('the round trip is judged relative to the size of the coordinates, unless an older daemon does not say it', () => {
  const far = { roundTripError: 4e-3 };
  expect(kinds(row(0, { ...far, relativeRoundTripError: 4e-7 }))).toEqual([]);
  expect(kinds(row(0, { ...far, relativeRoundTripError: 2e-3 }))).toEqual(['inexact 0']);
  expect(kinds(row(0, { ...far, relativeRoundTripError: null }))).toEqual(['inexact 0']);
  expect(kinds(row(0, far))).toEqual(['inexact 0']);
  // What is said is what is judged.
  expect(found([row(0, { ...far, relativeRoundTripError: 2e-3 })])[0]!.worst).toBe(2e-3);
});

test('a spline that reaches less far than its points', () => {
  expect(kinds(row(0, { outsideBound: 0.406 }))).toEqual(['outside-bound 0']);
  const rows = [row(0, { outsideBound: 0.406, bound: 2 }), row(1, { outsideBound: 0.2, bound: 0.5 })];
  expect(found(rows)).toMatchObject([{ worst: 0.406, limits: [0.5, 2] }]);
});

test('findings about dead layers have their log-dets and the bound of their scales', () => {
  const dead = { std: 0, scaleBound: 2 };
  const rows = [row(0, { ...dead, mean: 2 }), row(1, { ...dead, mean: -0.4 }), row(2, { scaleBound: 3 })];
  expect(found(rows)).toMatchObject([{ kind: 'dead', limits: [2], logDets: [2, -0.4], activations: [] }]);
  const run = { settings: { 'layers.affine-coupling.conditioner.activation': 'tanh', 'data.path': 'relu' } };
  expect(insensitive({ layers: rows, run, ...PLANE })).toMatchObject([{ activations: ['tanh'] }]);
});

test('linear layers that take each other back, and only those', () => {
  const still = { conditioned: false, std: 0, gain: 0 };
  expect(kinds(row(0, { ...still, mean: 4 }), row(1, { ...still, mean: -3 }), row(2))).toEqual(['cancelled 0,1']);
  expect(kinds(row(0, { ...still, mean: 4 }), row(1))).toEqual([]);
});

test('an older daemon does not say which layers have a network: nothing is concluded from that', () => {
  const still = { conditioned: undefined, std: 0, gain: 0 };
  expect(kinds(row(0, { ...still, mean: 4 }), row(1, { ...still, mean: -3 }))).toEqual([]);
});
