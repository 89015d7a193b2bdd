/**
 * Every available layer, base and preparation of data, in float32 on ONNX Runtime against float64: at usual points, at the
 * ends of domains, at knots, and far out. Definitions come from the registries, so that a new one is measured as it is.
 */
import { describe, expect, test } from 'vitest';
import { dataTransform } from '../../data/prepare.ts';
import { baseDefinitions } from '../../flow/bases/registry.ts';
import { dataInterval } from '../../flow/bijections/domains.ts';
import { caseName, LAYER_CASES } from '../../flow/bijections/layer-cases.ts';
import type { LayerCase } from '../../flow/bijections/layer-fixture.ts';
import { buildLayer } from '../../flow/bijections/layer-fixture.ts';
import { layerDefinitions } from '../../flow/bijections/registry.ts';
import type { Bijection, Direction, Domain, LayerDefinition, ParameterSpec, Scope } from '../../flow/definition.ts';
import { REAL_LINE } from '../../flow/definition.ts';
import { dequantizedBatch } from '../../flow/evaluator.ts';
import { randomStream } from '../../random/random-stream.ts';
import { cpuRuntime } from '../../runtime/onnxruntime/cpu-runtime.ts';
import { gradients } from '../../tensor/gradients.ts';
import { add, broadcastTo, mul, sum } from '../../tensor/ops/arithmetic.ts';
import { constant, input } from '../../tensor/ops/leaf.ts';
import type { Shape, Tensor } from '../../tensor/tensor.ts';
import { sizeOf } from '../../tensor/tensor.ts';
import { compare, isFar, layerErrors, WorstError } from './errors.ts';
import type { MeasuredLayer } from './layer-precision.ts';
import { measureLayer, scopeInputs } from './layer-precision.ts';
import { allowedError, isResolved, measure } from './measure.ts';
import { FAR, specialRows } from './special-points.ts';

const SEED = 5;
const DIRECTIONS = ['forward', 'inverse'] as const;
const runtime = cpuRuntime({ threads: 1 });

/** Noise on the parameters' start values: as after a little training, and as after much. */
const SPREADS = [0.1, 1];

const available = layerDefinitions.filter(({ build }) => build !== null);

/** The first of these that the layer takes. */
function shapeFor(definition: LayerDefinition, config: object): Shape {
  return [[5], [2, 2, 4]].find((candidate) => 'shape' in definition.shape(config, candidate))!;
}

/** With its own defaults; the table of cases has variants. */
function defaultCase(definition: LayerDefinition): LayerCase {
  const config: Record<string, unknown> = { ...definition.schema.parse({}) };
  const shape = shapeFor(definition, config);
  const elements = Array.from({ length: sizeOf(shape) }, (_, i) => i);
  return {
    type: definition.type,
    keys: {
      ...('mask' in config ? { mask: elements.map((i) => (i % 2) as 0 | 1) } : {}),
      ...('order' in config ? { order: elements.toReversed() } : {}),
    },
    shape,
    context: 0,
    points: 'real',
    latents: 'real',
    identityAtStart: false,
  };
}

const cases = [...available.map(defaultCase), ...LAYER_CASES].map((layer) => [caseName(layer), layer] as const);

function moved(parameters: readonly ParameterSpec[], label: string, spread: number): Map<string, Float32Array> {
  return new Map(
    parameters.map(({ name, initialize, trainable }) => {
      const noise = randomStream(SEED, label, name);
      const start = initialize(randomStream(SEED, label, 'start', name));
      return [name, trainable ? start.map((value) => value + spread * noise.normal()) : start];
    }),
  );
}

/** Within the domain, three rows. */
function typicalPoints({ low, high, whole = false }: Domain, shape: Shape): Float32Array {
  const random = randomStream(SEED, 'typical');
  return Float32Array.from({ length: 3 * sizeOf(shape) }, () => {
    if (whole) return low + random.integer(high - low + 1);
    if (Number.isFinite(low) && Number.isFinite(high)) return low + (high - low) * (0.01 + 0.98 * random.uniform());
    const reach = Math.abs(random.normal());
    return Number.isFinite(low) ? low + reach : Number.isFinite(high) ? high - reach : random.normal();
  });
}

function measuredLayer(layer: LayerCase, direction: Direction, spread: number): MeasuredLayer {
  const definition = available.find(({ type }) => type === layer.type)!;
  const bijection = buildLayer(layer);
  const { mask: _mask, order: _order, conditioner: _conditioner, ...plain } = layer.keys;
  const config = definition.schema.parse(plain);
  const result = definition.shape({ ...config, ...layer.keys }, layer.shape);
  if ('problem' in result) throw new Error(result.problem);
  const shapes = direction === 'forward' ? [layer.shape, result.shape] : [result.shape, layer.shape];
  return {
    bijection,
    direction,
    inputShape: shapes[0]!,
    outputShape: shapes[1]!,
    domain: definition.takes?.(config, direction) ?? REAL_LINE,
    parameters: moved(bijection.parameters, caseName(layer), spread),
    context: layer.context > 0 ? Float32Array.from({ length: layer.context }, (_, i) => 0.5 - i) : null,
  };
}

function expectWithin(worst: WorstError, what: string): void {
  expect(worst.ok, `${what}: error ${worst.error}, allowed ${worst.allowed}, at element ${worst.at}`).toBe(true);
}

/** Σ over rows of weighted values and log-dets; rows far out have no weight. */
function lossOf(value: Tensor, logDet: Tensor, weight: Tensor): Tensor {
  const stream = randomStream(SEED, 'weights');
  const rows = value.shape[0]!;
  const weights = constant(
    Float64Array.from({ length: sizeOf(value.shape.slice(1)) }, () => stream.normal()),
    [1, ...value.shape.slice(1)],
  );
  const perRow = sum(
    mul(value, weights),
    value.shape.slice(1).map((_, axis) => axis + 1),
  );
  return sum(mul(add(perRow, broadcastTo(logDet, [rows])), weight));
}

/** Which rows a comparison of gradients has: usual ones must not hide behind far ones. */
const GROUPS = [
  { name: 'near points', low: 0, high: 20, spread: 1 },
  { name: 'points far out', low: 20, high: FAR, spread: 0.1 },
] as const;

interface GradientSubject {
  readonly owner: Pick<Bijection, 'parameters' | 'pieces'>;
  readonly values: Pick<MeasuredLayer, 'parameters' | 'context'>;
  readonly points: Float32Array;
  readonly shape: Shape;
  readonly result: (x: Tensor, scope: Scope) => { readonly value: Tensor; readonly logDet: Tensor };
  /** Where float32 gives value and log-det to the tolerance. Elsewhere gradients need only be finite. */
  readonly resolved: (row: number) => boolean;
}

/** ‖Δ‖∞ ≤ 1e-4·‖g‖∞ of points and parameters, where rounding of the inputs does not explain more. */
async function expectGradients(subject: GradientSubject, spread: number): Promise<void> {
  const { owner, values, points, shape, result, resolved } = subject;
  const width = sizeOf(shape);
  const rows = points.length / width;
  const bound = scopeInputs(owner, values, rows, SEED);
  const x = input('points', [rows, ...shape]);
  const weight = input('weight', [rows]);
  const { value, logDet } = result(x, bound.scope);
  const pointInput = { name: 'points', tensor: x, roundedAt: owner.pieces?.bound ?? 0 };
  const variables = [pointInput, ...bound.inputs.filter(({ roundedAt }) => roundedAt !== null)];
  const found = gradients(
    lossOf(value, logDet, weight),
    variables.map(({ tensor }) => tensor),
  );
  const outputs = found.flatMap((tensor, i) => (tensor ? [{ name: `d/d ${variables[i]!.name}`, tensor }] : []));
  if (outputs.length === 0) return;
  const graph = { inputs: [pointInput, { name: 'weight', tensor: weight, roundedAt: null }, ...bound.inputs], outputs };
  const reaches = Float64Array.from({ length: rows }, (_, row) =>
    points.subarray(row * width, (row + 1) * width).reduce((max, v) => Math.max(max, Math.abs(v)), 0),
  );
  const weighted = (has: (row: number) => boolean) =>
    new Map([
      ...bound.values,
      ['points', points],
      ['weight', Float32Array.from({ length: rows }, (_, row) => Number(has(row)))],
    ] as const);
  const compiled = await runtime.compile(graph);
  const all = weighted((row) => reaches[row]! <= FAR);
  const results = await compiled.run(Object.fromEntries(all));
  await compiled.dispose();
  for (const { name } of outputs) expect(results[name]!.every(Number.isFinite), name).toBe(true);
  for (const group of GROUPS) {
    if (spread > group.spread) continue;
    const has = (row: number) => reaches[row]! >= group.low && reaches[row]! <= group.high && resolved(row);
    const measured = await measure(runtime, graph, weighted(has), SEED);
    const exact = [...measured.values()].flatMap((gradient) => [...gradient.exact]);
    const scale = exact.reduce((max, g) => Math.max(max, Math.abs(g)), 0);
    for (const [name, gradient] of measured) {
      const worst = new WorstError();
      for (const [i, g] of gradient.exact.entries()) {
        worst.meet(Math.abs(gradient.actual[i]! - g), allowedError(gradient, i, scale), i);
      }
      expectWithin(worst, `${name}, ${group.name}`);
    }
  }
}

describe.each(cases)('%s', (_name, layer) => {
  test.each(DIRECTIONS)(
    '%s: float32 agrees with float64 at its domain’s ends, at knots and far out',
    async (direction) => {
      for (const spread of SPREADS) {
        const measured = measuredLayer(layer, direction, spread);
        const typical = typicalPoints(measured.domain, measured.inputShape);
        const measurement = await measureLayer(runtime, measured, { typical, dense: true, seed: SEED });
        const { value, logDet, points, count } = measurement;
        for (const [kind, worst] of Object.entries(layerErrors(measurement))) {
          expectWithin(worst, `parameters ± ${spread}, ${kind}`);
        }
        const outputs = value.exact.length / count;
        await expectGradients(
          {
            owner: measured.bijection,
            values: measured,
            points,
            shape: measured.inputShape,
            result: (x, scope) => measured.bijection[direction](x, scope),
            resolved: (row) =>
              isResolved(logDet, row) &&
              Array.from({ length: outputs }, (_, i) => isResolved(value, row * outputs + i)).every(Boolean),
          },
          spread,
        );
      }
    },
  );
});

const bases = baseDefinitions.filter(({ build }) => build !== null);

describe.each(bases.map((definition) => [definition.type, definition] as const))('base %s', (type, definition) => {
  const config = definition.schema.parse({});
  const shape = [3];
  const base = definition.build!(config, { inputShape: shape, contextSize: 0 });
  const domain = definition.support(config);
  const values = (spread: number) => ({ parameters: moved(base.parameters, type, spread), context: null });

  test.each(SPREADS)(
    'log π and its gradients far out and at the ends of its support, parameters ± %f',
    async (spread) => {
      const typical = typicalPoints(domain, shape);
      const random = randomStream(SEED, 'base points');
      const points = specialRows({ domain, typical, width: 3, dense: true, random });
      const rows = points.length / 3;
      const own = values(spread);
      const bound = scopeInputs(base, own, rows, SEED);
      const z = input('z', [rows, ...shape]);
      const logProb = base.logProb(z, bound.scope);
      const graph = {
        inputs: [{ name: 'z', tensor: z, roundedAt: 0 }, ...bound.inputs],
        outputs: [{ name: 'logProb', tensor: logProb }],
      };
      const measured = (await measure(runtime, graph, new Map([...bound.values, ['z', points]]), SEED)).get('logProb')!;
      const worst = new WorstError();
      for (let row = 0; row < rows; row++) compare(worst, measured, row, isFar(points, row, 3));
      expectWithin(worst, 'log π');
      await expectGradients(
        {
          owner: base,
          values: own,
          points,
          shape,
          result: (x, scope) => ({ value: x, logDet: base.logProb(x, scope) }),
          resolved: (row) => isResolved(measured, row),
        },
        spread,
      );
    },
  );

  test.each(SPREADS)('draws of all noise that the host can make, parameters ± %f', async (spread) => {
    const own = values(spread);
    // The least and the largest that fillUniform and fillNormal give.
    const noises = base.noise === 'uniform' ? [0, 2 ** -24, 0.5, 1 - 2 ** -24] : [-7, -1e-3, 0, 7];
    for (const temperature of [0, 1, 3]) {
      const rows = noises.length;
      const bound = scopeInputs(base, own, rows, SEED);
      const noise = input('noise', [rows, ...shape]);
      const heat = input('temperature', [1]);
      const graph = {
        inputs: [
          { name: 'noise', tensor: noise, roundedAt: 0 },
          { name: 'temperature', tensor: heat, roundedAt: null },
          ...bound.inputs,
        ],
        outputs: [{ name: 'z', tensor: base.sample(noise, heat, bound.scope) }],
      };
      const fed = new Map([
        ...bound.values,
        ['noise', Float32Array.from(noises.flatMap((value) => [value, value, value]))],
        ['temperature', Float32Array.of(temperature)],
      ]);
      const measured = (await measure(runtime, graph, fed, SEED)).get('z')!;
      const worst = new WorstError();
      for (const i of measured.exact.keys()) compare(worst, measured, i, false);
      expectWithin(worst, `temperature ${temperature}`);
    }
  });
});

describe('preparation of rows', () => {
  const standardization = { mean: Float64Array.of(-2e3, 0.5), std: Float64Array.of(1e-3, 40) };
  const transform = dataTransform({
    standardization,
    dequantizedColumns: [1],
    summary: {
      shape: [2],
      context: null,
      range: { low: -Infinity, high: Infinity, closed: false },
      integerColumns: [],
      bits: null,
    },
  });
  const offsets = [0, 1, -1, 1e2, -1e2, 1e4, -1e4, 1e8, -1e8];

  test('standardization there and back, near and far', () => {
    const values = Float64Array.from(
      offsets.flatMap((k) => [0, 1].map((d) => standardization.mean[d]! + k * standardization.std[d]!)),
    );
    const prepared = transform.prepare({ count: offsets.length, values, context: null }).values as Float32Array;
    const restored = transform.restore(prepared);
    for (const [i, k] of offsets.flatMap((offset) => [offset, offset]).entries()) {
      // The data are float64 themselves: one of size 2000 tells steps of 2e-13 apart, 1e-10 deviations.
      expect(Math.abs(prepared[i]! - k)).toBeLessThanOrEqual(1e-9 + 2 ** -23 * Math.abs(k));
      const allowed = 2 ** -22 * Math.max(Math.abs(k) * standardization.std[i % 2]!, 1e-9);
      expect(Math.abs(restored[i]! - values[i]!)).toBeLessThanOrEqual(allowed);
    }
  });

  test('values beyond float32 stay numbers', () => {
    const values = Float64Array.of(1e300, -1e300);
    const prepared = transform.prepare({ count: 1, values, context: null }).values;
    expect([...prepared].every(Number.isFinite)).toBe(true);
  });

  test('noise of whole-number columns', async () => {
    const x = input('x', [offsets.length, 2]);
    const noise = input('noise', [offsets.length, 2]);
    const tensor = dequantizedBatch(x, transform.noiseScale, () => noise);
    const measured = await measure(
      runtime,
      {
        inputs: [
          { name: 'x', tensor: x, roundedAt: 0 },
          { name: 'noise', tensor: noise, roundedAt: null },
        ],
        outputs: [{ name: 'y', tensor }],
      },
      new Map([
        ['x', Float32Array.from(offsets.flatMap((k) => [k, k]))],
        ['noise', new Float32Array(2 * offsets.length).fill(1 - 2 ** -24)],
      ]),
      SEED,
    );
    const worst = new WorstError();
    for (const i of measured.get('y')!.exact.keys()) compare(worst, measured.get('y')!, i, false);
    expectWithin(worst, 'dequantized');
  });
});

test.each(layerDefinitions.map((definition) => [definition.type, definition] as const))(
  '%s takes the domain that it declares, and nothing larger',
  (_type, definition) => {
    const config: Record<string, unknown> = { ...definition.schema.parse({}) };
    const shape = shapeFor(definition, config);
    const size = sizeOf(shape);
    if ('mask' in config) config.mask = Array.from({ length: size }, (_, i) => i % 2);
    if ('order' in config) config.order = Array.from({ length: size }, (_, i) => i);
    const taken = (direction: Direction, domain: Domain) => {
      const intervals = Array.from({ length: size }, () => dataInterval(domain));
      const image =
        direction === 'inverse' && definition.inverseDomain
          ? definition.inverseDomain(config, intervals, shape)
          : definition.domain(config, intervals, shape);
      return 'intervals' in image;
    };
    // Without an image of its own the inverse goes by the layer's; dequantize stands at the data's end only.
    const directions: readonly Direction[] = definition.inverseDomain ? DIRECTIONS : ['forward'];
    for (const direction of directions) {
      const domain = definition.takes?.(config, direction) ?? REAL_LINE;
      expect(taken(direction, domain), `${direction} of its domain`).toBe(true);
      const whole = domain.low === -Infinity && domain.high === Infinity;
      expect(taken(direction, REAL_LINE), `${direction} of all numbers`).toBe(whole);
    }
  },
);
