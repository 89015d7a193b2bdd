/** Graphs of a spec's model on one batch, with random parameters, in float64. */
import { expect } from 'vitest';
import type { Environment } from '../../flow/apply/environment.ts';
import { randomStream } from '../../random/random-stream.ts';
import { checkSpec } from '../../spec/check-spec.ts';
import { OPTIONS } from '../../spec/spec-fixture.ts';
import { evaluate } from '../../tensor/evaluate.ts';
import { gradients } from '../../tensor/gradients.ts';
import { input } from '../../tensor/ops/leaf.ts';
import { scan } from '../../tensor/ops/scan.ts';
import type { NdArray, Shape, Tensor } from '../../tensor/tensor.ts';
import { sizeOf } from '../../tensor/tensor.ts';
import type { BatchTerms, Model } from '../definition.ts';
import { buildModel } from '../registry.ts';

const BATCH = 4;

export interface ModelFixture {
  readonly model: Model;
  readonly x: Tensor;
  readonly environment: Environment;
  readonly terms: BatchTerms;
  readonly parameters: ReadonlyMap<string, Tensor>;
  readonly feeds: ReadonlyMap<Tensor, NdArray>;
}

/** A spec's model on one batch, with random parameters. */
export async function modelFixture(
  spec: object,
  points: (i: number) => number = (i) => Math.sin(7 * i),
): Promise<ModelFixture> {
  const { plan, diagnostics } = await checkSpec(JSON.stringify(spec), OPTIONS);
  if (plan === null) throw new Error(JSON.stringify(diagnostics));
  const model = buildModel(plan);
  const feeds = new Map<Tensor, NdArray>();
  const fed = (name: string, shape: Shape, value: (i: number) => number, dtype: 'float' | 'int64' = 'float') => {
    const tensor = input(name, shape, dtype);
    feeds.set(tensor, { shape, data: Float64Array.from({ length: sizeOf(shape) }, (_, i) => value(i)) });
    return tensor;
  };
  const parameters = new Map(
    model.parameters.map(({ name, shape, dtype, trainable, initialize }) => {
      const [start, jitter] = [initialize(3), randomStream(5, name)];
      const value = (i: number) => start[i]! + (trainable ? 0.1 * jitter.normal() : 0);
      return [name, fed(name, shape, value, dtype)];
    }),
  );
  const random = randomStream(9, 'noise');
  const { contextSize } = model;
  const environment: Environment = {
    parameters,
    context: contextSize > 0 ? fed('context', [BATCH, contextSize], (i) => (i % 3 === 0 ? 1 : 0)) : null,
    noise: (kind, shape) => fed('noise', shape, () => (kind === 'normal' ? random.normal() : random.uniform())),
    loop: scan,
    probe: null,
    initialize: false,
  };
  const x = fed('x', [BATCH, ...model.inputShape], points);
  return { model, x, environment, terms: model.batch(x, environment), parameters, feeds };
}

/** Expects that the gradient of each objective, for its own parameters, agrees with central differences. */
export function expectGradients({ model, terms, parameters, feeds }: ModelFixture): void {
  for (const [i, { minimizedBy }] of model.objectives.entries()) {
    const group = model.groups.find(({ name }) => name === minimizedBy)!;
    const own = group.parameters.filter(({ trainable }) => trainable).map(({ name }) => parameters.get(name)!);
    const loss = terms.losses[i]!;
    const analytic = gradients(loss, own);
    expect(analytic.filter((gradient) => gradient === null)).toEqual([]);
    const values = evaluate(analytic as Tensor[], feeds);
    const largest = Math.max(1, ...values.flatMap(({ data }) => [...data].map(Math.abs)));
    for (const [p, tensor] of own.entries()) {
      // Every third element: each tensor is covered, and the test stays short.
      for (let k = 0; k < values[p]!.data.length; k += 3) {
        const at = (delta: number) => {
          const data = Float64Array.from(feeds.get(tensor)!.data);
          data[k]! += delta;
          return evaluate([loss], new Map(feeds).set(tensor, { shape: tensor.shape, data }))[0]!.data[0]!;
        };
        const difference = (at(1e-5) - at(-1e-5)) / 2e-5;
        expect(Math.abs(values[p]!.data[k]! - difference)).toBeLessThan(1e-6 * largest);
      }
    }
  }
}
