/**
 * Compares every available layer in float32 on ONNX Runtime with float64: at usual points, at the ends of domains, at
 * knots, and far out. Definitions come from the registry, so that new ones are measured automatically.
 */
import { describe, expect, test } from 'vitest';
import { dataInterval } from '../../../flow/bijections/domains.ts';
import { caseName, LAYER_CASES } from '../../../flow/bijections/layer-cases.ts';
import type { LayerCase } from '../../../flow/bijections/layer-fixture.ts';
import { buildLayer, outputShape } from '../../../flow/bijections/layer-fixture.ts';
import { layerDefinitions, layerOfType } from '../../../flow/bijections/registry.ts';
import type { Direction, LayerDefinition } from '../../../flow/definition.ts';
import type { Domain } from '../../../flow/intervals.ts';
import { REAL_LINE } from '../../../flow/intervals.ts';
import type { CompiledFunction } from '../../../runtime/runtime.ts';
import type { Shape } from '../../../tensor/tensor.ts';
import { sizeOf } from '../../../tensor/tensor.ts';
import { layerErrors } from './errors.ts';
import type { MeasuredLayer } from './layer-precision.ts';
import { measureLayer } from './layer-precision.ts';
import { isResolved } from './measure.ts';
import { expectGradients, expectWithin, moved, runtime, SEED, SPREADS, typicalPoints } from './precision-testing.ts';

const DIRECTIONS = ['forward', 'inverse'] as const;

const available = layerDefinitions.filter(({ build }) => build !== null);

/** The first of these shapes that the layer accepts. */
function shapeFor(definition: LayerDefinition, config: object): Shape {
  return [[5], [2, 2, 4]].find((candidate) => 'shape' in definition.shape(config, candidate))!;
}

/** A case with the layer's defaults; the table of cases has variants. */
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

function measuredLayer(layer: LayerCase, direction: Direction, spread: number): MeasuredLayer {
  const definition = layerOfType(layer.type);
  const bijection = buildLayer(layer);
  const { mask: _mask, order: _order, conditioner: _conditioner, ...plain } = layer.keys;
  const config = definition.schema.parse(plain);
  const shapes = direction === 'forward' ? [layer.shape, outputShape(layer)] : [outputShape(layer), layer.shape];
  return {
    bijection,
    direction,
    inputShape: shapes[0]!,
    outputShape: shapes[1]!,
    domain: definition.takes?.(config, direction) ?? REAL_LINE,
    parameters: moved(bijection.parameters, caseName(layer), spread),
    context: { vector: layer.context > 0 ? Float32Array.from({ length: layer.context }, (_, i) => 0.5 - i) : null },
  };
}

describe.each(cases)('%s', (_name, layer) => {
  test.each(DIRECTIONS)(
    '%s: float32 agrees with float64 at its domain’s ends, at knots and far out',
    async (direction) => {
      // Parameters are inputs, so that the graphs are the same for all of them: compiling takes longer than all else.
      const kept = new Map<string, CompiledFunction>();
      for (const spread of SPREADS) {
        const measured = measuredLayer(layer, direction, spread);
        const typical = typicalPoints(measured.domain, measured.inputShape);
        const options = { typical, dense: true, seed: SEED, kept };
        const measurement = await measureLayer(runtime, measured, { ...options, drawsBack: 0 });
        const { value, logDet, points, count } = measurement;
        let errors = Object.entries(layerErrors(measurement));
        // Rounding can only excuse an error, so what it explains of the way back is computed only if there is one.
        if (errors.some(([, { ok }]) => !ok)) {
          errors = Object.entries(layerErrors(await measureLayer(runtime, measured, options)));
        }
        for (const [kind, worst] of errors) expectWithin(worst, `parameters ± ${spread}, ${kind}`);
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
          kept,
        );
      }
      for (const compiled of kept.values()) await compiled.dispose();
    },
  );
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
    // Without its own image the inverse uses the layer's; dequantize occurs only next to the data.
    const directions: readonly Direction[] = definition.inverseDomain ? DIRECTIONS : ['forward'];
    for (const direction of directions) {
      const domain = definition.takes?.(config, direction) ?? REAL_LINE;
      expect(taken(direction, domain), `${direction} of its domain`).toBe(true);
      const whole = domain.low === -Infinity && domain.high === Infinity;
      expect(taken(direction, REAL_LINE), `${direction} of all numbers`).toBe(whole);
    }
  },
);
