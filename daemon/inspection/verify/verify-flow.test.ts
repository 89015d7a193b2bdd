import { expect, test } from 'vitest';
import type { Bijection, Transformed } from '../../flow/definition.ts';
import { flattenPlan } from '../../flow/flatten-plan.ts';
import type { Flow } from '../../flow/flow.ts';
import { buildFlow } from '../../flow/flow.ts';
import type { Leaf, Segment } from '../../flow/segments.ts';
import { missesFloat32 } from '../../format/verification-table.ts';
import { asFlowPlan } from '../../models/flow-plan.ts';
import { cpuRuntime } from '../../runtime/onnxruntime/cpu-runtime.ts';
import { checkSpec } from '../../spec/check-spec.ts';
import { evaluate } from '../../tensor/evaluate.ts';
import { vectorJacobianProduct } from '../../tensor/gradients.ts';
import { add, mul, neg, sub, sum } from '../../tensor/ops/arithmetic.ts';
import { input, scalar } from '../../tensor/ops/leaf.ts';
import { abs, exp } from '../../tensor/ops/unary.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { exactGraph } from '../graphs/exact-graph.ts';
import { logAbsDeterminant } from '../numerics/matrices.ts';
import { DIGITS } from '../testing/digits.ts';
import { letterTable } from '../testing/letter-table.ts';
import { MIXED } from '../testing/mixed-layers.ts';
import { randomFlow } from '../testing/random-flow.ts';
import { WIDE_LAYERS } from '../testing/wide-layers.ts';
import { rowGraph, unitRows } from './exact-jacobians.ts';
import { subspaceLogDets } from './subspace-log-dets.ts';
import type { VerificationRows } from './verification-points.ts';
import { pointsOfRows, randomParameters, takesAllReals } from './verification-points.ts';
import type { VerifySubject } from './verify-flow.ts';
import { verifyFlow } from './verify-flow.ts';

const runtime = cpuRuntime({ threads: 1 });
const options = { points: null, seed: 4 };

async function subjectOf(spec: object, folder = '.'): Promise<{ subject: VerifySubject; rows: VerificationRows }> {
  const { open, data } = await randomFlow(spec, folder);
  const rows = { rows: data.split('validation'), enter: data.transform.enter };
  return { subject: { ...open, parameters: randomParameters(open.flow, 1) }, rows };
}

/** A flow without data. */
async function declared(dimension: number, layers: readonly object[], seed = 1): Promise<VerifySubject> {
  const spec = { data: { source: 'csv', path: 'missing.csv', shape: [dimension] }, layers };
  const { plan: checked } = await checkSpec(JSON.stringify(spec), { folder: '.', trusted: true, fileStem: 'test' });
  const plan = asFlowPlan(checked!, 'the spec');
  const flow = buildFlow(plan);
  return { plan, flow, parameters: randomParameters(flow, seed) };
}

test('a correct flow passes in loops, inverses and every kind of layer, at data and at normal points', async () => {
  const { subject, rows } = await subjectOf(MIXED);
  for (const where of [rows, null]) {
    const found = await verifyFlow(runtime, subject, where, options);
    expect(found).toMatchObject({ ok: true, points: 16, method: 'full', precision: 'float64' });
    expect(found.logDetError).toBeLessThan(1e-9);
    expect(found.roundTripError).toBeLessThan(1e-9);
    expect(found.roundTripError).toBeGreaterThan(0);
    expect(found.layers.map(({ index, path }) => [index, path])).toEqual(
      flattenPlan(subject.plan).map(({ index, path }) => [index, path]),
    );
    for (const { type, conditionNumber, outsideBound } of found.layers) {
      if (type === 'permutation') expect(conditionNumber).toBe(1);
      expect(conditionNumber).toBeGreaterThanOrEqual(1);
      expect(outsideBound === null).toBe(type !== 'spline-coupling');
    }
    expect(found.engineError.logDet).toBeGreaterThan(1e-12);
    expect(found.engineError.logDet).toBeLessThan(0.1);
  }
});

test('far out, where bins are steep, the inverse of a spline keeps its digits at both of their ends', async () => {
  const net = { type: 'mlp', hidden: [32, 32] };
  const subject = await declared(2, [{ type: 'spline-coupling', mask: [1, 0], bound: 3, conditioner: net }], 0);
  expect((await verifyFlow(runtime, subject, null, { points: null, seed: 0 })).ok).toBe(true);
});

test('contexts, dequantized columns, few points', async () => {
  const { subject, rows } = await subjectOf(letterTable.spec, await letterTable.folder());
  const found = await verifyFlow(runtime, subject, rows, { points: 3, seed: 4 });
  expect(found).toMatchObject({ ok: true, points: 3 });
  expect((await verifyFlow(runtime, subject, null, options)).ok).toBe(true);
});

test('without data, a flow that does not take all reals is verified at its own samples', async () => {
  const { subject, rows } = await subjectOf(DIGITS);
  const layers = flattenPlan(subject.plan);
  expect(takesAllReals(layers)).toBe(false);
  expect(takesAllReals(layers.slice(2))).toBe(true);
  for (const where of [rows, null]) {
    const found = await verifyFlow(runtime, subject, where, options);
    expect(found).toMatchObject({ ok: true, method: 'subspace' });
    expect(found.layers[0]).toMatchObject({ type: 'dequantize', roundTripError: 0 });
  }
});

/** The flow with a modified map in the chosen leaf. */
function altered(flow: Flow, chosen: (leaf: Leaf) => boolean, change: (own: Bijection) => Partial<Bijection>): Flow {
  const visit = (segment: Segment): Segment => {
    if (segment.kind === 'inverted') return { ...segment, segments: segment.segments.map(visit) };
    if (segment.kind === 'loop') return { ...segment, phases: segment.phases.map((phase) => phase.map(visit)) };
    return chosen(segment)
      ? { ...segment, bijection: { ...segment.bijection, ...change(segment.bijection) } }
      : segment;
  };
  return { ...flow, segments: flow.segments.map(visit) };
}

test('a wrong log-det or inverse is found, and in its own layer', async () => {
  const { subject, rows } = await subjectOf(MIXED);
  const spline = (leaf: Leaf) => leaf.type === 'spline-coupling';
  const signs = altered(subject.flow, spline, (own) => ({
    forward: (x, scope) => {
      const { value, logDet } = own.forward(x, scope);
      return { value, logDet: neg(logDet) };
    },
    inverse: (z, scope) => {
      const { value, logDet } = own.inverse(z, scope);
      return { value, logDet: neg(logDet) };
    },
  }));
  // Both directions have the wrong sign, so only the Jacobian reveals it.
  const wrongSign = await verifyFlow(runtime, { ...subject, flow: signs }, rows, options);
  expect(wrongSign.ok).toBe(false);
  for (const { type, ok } of wrongSign.layers) expect(ok).toBe(type !== 'spline-coupling');

  const affine = (leaf: Leaf) => leaf.type === 'affine-autoregressive';
  const inexact = altered(subject.flow, affine, (own) => ({
    inverse: (z, scope) => {
      const { value, logDet } = own.inverse(z, scope);
      return { value: mul(value, scalar(1 + 1e-6)), logDet };
    },
  }));
  const wrongInverse = await verifyFlow(runtime, { ...subject, flow: inexact }, rows, options);
  expect(wrongInverse.ok).toBe(false);
  for (const { type, ok } of wrongInverse.layers) expect(ok).toBe(type !== 'affine-autoregressive');
  expect(wrongInverse.roundTripError).toBeGreaterThan(1e-8);
});

test('a layer that only float32 gets wrong is found: far out, in its log-det or its values', async () => {
  const { subject, rows } = await subjectOf(MIXED);
  const lost = (x: Tensor, digits: number) => sub(sub(add(x, scalar(digits)), scalar(digits)), x);
  const affine = (leaf: Leaf) => leaf.type === 'affine-autoregressive';
  const cases = [
    ({ value, logDet }: Transformed, x: Tensor) => ({ value, logDet: add(logDet, sum(lost(x, 2 ** 21), [1])) }),
    ({ value, logDet }: Transformed, x: Tensor) => ({ value: add(value, lost(x, 2 ** 21)), logDet }),
    // 0 · ∞ from ±1e5 on.
    ({ value, logDet }: Transformed, x: Tensor) => ({
      value: add(value, mul(exp(mul(abs(x), scalar(1e-3))), scalar(0))),
      logDet,
    }),
  ];
  for (const spoil of cases) {
    const flow = altered(subject.flow, affine, (own) => ({
      forward: (x, scope) => spoil(own.forward(x, scope), x),
      inverse: (z, scope) => spoil(own.inverse(z, scope), z),
    }));
    const found = await verifyFlow(runtime, { ...subject, flow }, rows, options);
    expect(found.ok).toBe(false);
    for (const layer of found.layers) {
      expect(layer.ok).toBe(layer.type !== 'affine-autoregressive');
      expect(missesFloat32(layer)).toBe(!layer.ok);
    }
  }
});

test('the chain of layers is the flow: its own Jacobian has the same determinant', async () => {
  const { subject, rows } = await subjectOf({ ...MIXED, layers: MIXED.layers.slice(0, 1) });
  const points = pointsOfRows(rows, 1, 1);
  const { x, latent, logDet, feeds } = exactGraph(subject.flow, subject.parameters, 2, 1);
  const cotangent = input('cotangent', latent.shape);
  const [row] = vectorJacobianProduct([latent], [cotangent], [x]);
  const bound = feeds(points, [0, 0]).set(cotangent, unitRows([0, 1], 2));
  const [jacobian, logDets] = evaluate([row!, logDet], bound);
  expect(Math.abs(logAbsDeterminant(jacobian!.data) - logDets!.data[0]!)).toBeLessThan(1e-9);
});

test('above 256 dimensions: on a subspace, which finds the same errors', async () => {
  const subject = await declared(260, WIDE_LAYERS);
  const half = altered(
    subject.flow,
    (leaf) => leaf.type === 'spline-coupling' || leaf.type === 'linear',
    (own) => ({
      forward: (x, scope) => {
        const { value, logDet } = own.forward(x, scope);
        return { value, logDet: mul(logDet, scalar(0.999)) };
      },
    }),
  );
  const wrong = await verifyFlow(runtime, { ...subject, flow: half }, null, options);
  expect(wrong).toMatchObject({ ok: false, points: 2, method: 'subspace' });
  // The other layers are exact there.
  expect(wrong.layers.filter(({ ok }) => !ok).map(({ type }) => type)).toEqual(['spline-coupling', 'linear']);
  expect(wrong.layers.every(({ conditionNumber }) => Number.isNaN(conditionNumber))).toBe(true);
});

test('the subspace gives the determinants of whole Jacobians, and takes those where the form is not sparse', async () => {
  const { plan, flow, parameters } = await declared(6, WIDE_LAYERS);
  const points = {
    count: 2,
    values: Float32Array.of(0.3, -0.2, 0.9, 1.4, -2, 0.1, 1, -0.4, 0.6, -1.1, 0.2, 0.7),
    context: null,
  };
  const graph = exactGraph(flow, parameters, 4, 1);
  const found = await subspaceLogDets(rowGraph(graph), flattenPlan(plan), points, 1, null);
  const rows = [0, 1, 0, 1];
  const exact = evaluate(
    graph.layers.map(({ output }) => output.logDet),
    graph.feeds(points, rows),
  );
  for (const [l, values] of found.entries()) {
    const { data } = exact[l]!;
    expect(Math.abs(values[0]! - data[0]!)).toBeLessThan(1e-12);
    if (l === found.length - 1) expect(values[1]).toBeNull();
    else expect(Math.abs(values[1]! - data[1 % data.length]!)).toBeLessThan(1e-12);
  }
});

test('verification stops when it is aborted', async () => {
  const { subject, rows } = await subjectOf(MIXED);
  const signal = AbortSignal.abort(new Error('enough'));
  await expect(verifyFlow(runtime, subject, rows, { ...options, signal })).rejects.toThrow('enough');
});
