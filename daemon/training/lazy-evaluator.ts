import type { Dataset } from '../data/definition.ts';
import type { DataTransform, PreparedRows } from '../data/prepare.ts';
import type { Evaluator, ParameterValues } from '../flow/evaluator.ts';
import { createEvaluator } from '../flow/evaluator.ts';
import type { Flow } from '../flow/flow.ts';
import type { Runtime } from '../runtime/runtime.ts';

export interface LazyEvaluator {
  logDensity(parameters: ParameterValues, limit?: number): Promise<Float64Array>;
}

/** Prepared and compiled at the first use: the first training loss does not wait for it. */
export function lazyEvaluator(
  runtime: Runtime,
  flow: Flow,
  transform: DataTransform,
  dataset: Dataset,
  split: 'validation' | 'test',
  seed: number,
): LazyEvaluator {
  let ready: Promise<{ rows: PreparedRows; evaluator: Evaluator }> | null = null;
  const create = async () => {
    const rows = transform.prepare(dataset[split]);
    return { rows, evaluator: await createEvaluator(runtime, flow, transform, rows, seed) };
  };
  return {
    async logDensity(parameters, limit) {
      ready ??= create();
      const { rows, evaluator } = await ready;
      return evaluator.logDensity(parameters, rows, limit);
    },
  };
}
