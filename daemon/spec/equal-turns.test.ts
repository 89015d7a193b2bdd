/** Equal turns are computed once, with the same results as following every layer of every turn separately. */

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { dataInterval } from '../flow/bijections/domains.ts';
import { type FlatLayer, flattenNodes, flattenPlan } from '../flow/flatten-plan.ts';
import type { DomainResult, Interval } from '../flow/intervals.ts';
import type { PlanNode } from '../flow/plan.ts';
import { asFlowPlan, isFlowPlan } from '../models/flow-plan.ts';
import { propertyRuns } from '../testing/property-runs.ts';
import { followCoordinates } from './analysis/coordinates.ts';
import { checkDomain } from './analysis/domain.ts';
import { checkText } from './check.ts';
import { registries } from './check-spec.ts';
import { createReport } from './diagnostic.ts';
import { UNPACED } from './pace.ts';
import { check, complete, OPTIONS, planOf } from './spec-fixture.ts';
import { slowCoordinates } from './testing/slow-coordinates.ts';
import type { ObjectNode } from './text/node.ts';
import { parseSpec } from './text/parse.ts';
import { createSites } from './text/sites.ts';

const D = 6;
const definitions = new Map(registries.layers.map((definition) => [definition.type, definition]));
const permutation = fc.shuffledSubarray([0, 1, 2, 3, 4, 5], { minLength: D, maxLength: D });
const leaf = fc.oneof(
  fc.record({
    type: fc.constantFrom('affine-coupling', 'additive-coupling', 'spline-coupling'),
    mask: fc.constantFrom('alternate', 'alternate-halves', 'even', 'odd', 'first-half', [1, 1, 0, 1, 1, 0]),
  }),
  permutation.map((order) => ({ type: 'permutation', order })),
  fc.constantFrom<object>(
    { type: 'permutation', order: 'random' },
    { type: 'permutation' },
    { type: 'actnorm' },
    { type: 'leaky-relu' },
    { type: 'affine', scale: 2, shift: 1 },
    { type: 'tanh' },
    { type: 'sigmoid' },
    { type: 'logit' },
    { type: 'spline' },
    { type: 'linear' },
    { type: 'affine-autoregressive' },
    { type: 'affine-autoregressive', order: 'random' },
  ),
);
const { layers } = fc.letrec<{ layer: object; layers: object[] }>((tie) => ({
  layer: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    { weight: 5, arbitrary: leaf },
    {
      weight: 2,
      arbitrary: fc.record({
        type: fc.constant('repeat'),
        times: fc.integer({ min: 1, max: 9 }),
        layers: tie('layers'),
      }),
    },
    { weight: 1, arbitrary: fc.record({ type: fc.constant('inverse'), layers: tie('layers') }) },
  ),
  layers: fc.array(tie('layer'), { minLength: 1, maxLength: 4 }),
}));
const specOf = (list: readonly object[]) =>
  `{ "data": { "source": "npy", "path": "x.npy", "shape": [${D}] }, "layers": ${JSON.stringify(list)} }`;

test('fates of coordinates', async () => {
  let followed = 0;
  await fc.assert(
    fc.asyncProperty(layers, async (list) => {
      const { plan } = await check(specOf(list));
      if (plan === null || !isFlowPlan(plan)) return;
      const flat = flattenPlan(plan);
      if (flat.length > 1) followed++;
      expect(await followCoordinates(flat, definitions, plan.inputShape, UNPACED)).toEqual(
        slowCoordinates(flat, definitions, plan.inputShape),
      );
    }),
    propertyRuns(100, 20261123),
  );
  expect(followed).toBeGreaterThan(50);
});

/** Unrolled by hand, without `repeat`: every layer is in the text and is resolved and followed separately. */
function unrolled(list: readonly object[]): object[] {
  return list.flatMap((layer) => {
    if ('times' in layer && 'layers' in layer) {
      return Array.from({ length: Number(layer.times) }, () => unrolled(layer.layers as object[])).flat();
    }
    return 'layers' in layer ? [{ ...layer, layers: unrolled(layer.layers as object[]) }] : [layer];
  });
}

const isRandom = (list: readonly object[]) => JSON.stringify(list).includes('random');

test('a repeat is what its turns are when they are written out: configurations, shapes and verdicts', async () => {
  let plans = 0;
  await fc.assert(
    fc.asyncProperty(layers, async (list) => {
      // Random orders depend on the turn and the position.
      if (isRandom(list)) return;
      const [folded, written] = [await check(specOf(list)), await check(specOf(unrolled(list)))];
      const verdicts = (of: typeof folded) =>
        [...new Set(of.diagnostics.map(({ code, message }) => `${code} ${message}`))].sort();
      expect(verdicts(folded)).toEqual(verdicts(written));
      expect(folded.plan === null).toBe(written.plan === null);
      if (folded.plan === null || written.plan === null) return;
      plans++;
      const bare = ({ layers: nodes }: { layers: readonly PlanNode[] }) =>
        flattenNodes(nodes).map(({ type, inverted, inputShape, outputShape, layer }) => ({
          type,
          inverted,
          inputShape,
          outputShape,
          config: layer.config,
        }));
      expect(bare(asFlowPlan(folded.plan, 'folded'))).toEqual(bare(asFlowPlan(written.plan, 'written')));
    }),
    propertyRuns(100, 7),
  );
  expect(plans).toBeGreaterThan(50);
});

test('random orders differ from turn to turn', async () => {
  const plan = await planOf(specOf([{ type: 'repeat', times: 5, layers: [{ type: 'permutation', order: 'random' }] }]));
  const orders = flattenPlan(plan).map(({ layer }) => String((layer.config as { order: number[] }).order));
  expect(new Set(orders).size).toBe(5);
});

/** Path of the first layer that does not accept its intervals, found without caching. */
function slowRefusal(flat: readonly FlatLayer[], first: Interval): string | null {
  let intervals: readonly Interval[] = Array.from({ length: D }, () => first);
  for (const { type, path, layer, inverted } of flat) {
    const definition = definitions.get(type)!;
    const image = inverted && definition.inverseDomain ? definition.inverseDomain : definition.domain;
    const shape = inverted ? layer.outputShape : layer.inputShape;
    const result: DomainResult = image.call(definition, layer.config, intervals, shape);
    if ('problem' in result) return path;
    intervals = result.intervals;
  }
  return null;
}

const RANGES = [
  { low: -Infinity, high: Infinity, closed: false },
  { low: 0, high: 1, closed: true },
  { low: 0, high: 1, closed: false },
  { low: -0.9, high: 0.5, closed: false },
  { low: 0, high: Infinity, closed: false },
];

/** Layers that accept everything: every list of them becomes a plan, for the real layers to follow. */
const INDULGENT = {
  ...complete,
  layers: complete.layers.map(({ inverseDomain: _none, ...layer }) => ({
    ...layer,
    domain: (_config: object, intervals: readonly Interval[]) => ({ intervals }),
  })),
};

test('intervals: the layer that refuses them', async () => {
  const seen = { refused: 0, accepted: 0 };
  await fc.assert(
    fc.asyncProperty(layers, async (list) => {
      const { plan } = await checkText(specOf(list), INDULGENT, OPTIONS);
      if (plan === null || !isFlowPlan(plan)) return;
      const flat = flattenPlan(plan);
      for (const range of RANGES) {
        const report = createReport(parseSpec('{}'));
        const sites = createSites({ node: report.document.root as ObjectNode, path: '' });
        await checkDomain(report, {
          layers: flat,
          definitions,
          inputShape: plan.inputShape,
          range,
          base: null,
          sites,
          pace: UNPACED,
        });
        const refused = slowRefusal(flat, dataInterval(range));
        seen[refused === null ? 'accepted' : 'refused']++;
        expect(report.diagnostics().map(({ path }) => path)).toEqual(refused === null ? [] : [refused]);
      }
    }),
    propertyRuns(100, 11),
  );
  expect(seen.refused).toBeGreaterThan(20);
  expect(seen.accepted).toBeGreaterThan(100);
});
