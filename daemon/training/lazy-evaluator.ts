import type { Rows } from '../data/definition.ts';
import type { DataTransform, PreparedRows } from '../data/prepare.ts';
import type { Evaluator } from '../evaluation/evaluator.ts';
import { createEvaluator } from '../evaluation/evaluator.ts';
import type { ParameterValues } from '../evaluation/row-graph.ts';
import { takePreparedRows } from '../evaluation/sample-rows.ts';
import type { DensityModel } from '../models/definition.ts';
import type { Runtime } from '../runtime/runtime.ts';

export interface LazyEvaluator {
  /** log q in data units, nats, of the rows with these indices (default all). */
  logDensity(parameters: ParameterValues, chosen?: Uint32Array): Promise<Float64Array>;
}

/** Prepared and compiled on first use, so that the first training loss does not wait for it. */
export function lazyEvaluator(
  runtime: Runtime,
  model: DensityModel,
  transform: DataTransform,
  rows: Rows,
  seed: number,
): LazyEvaluator {
  let ready: Promise<{ prepared: PreparedRows; evaluator: Evaluator }> | null = null;
  const create = async () => {
    const prepared = transform.prepare(rows);
    return { prepared, evaluator: await createEvaluator(runtime, model, transform, prepared, seed) };
  };
  let taken: { readonly chosen: Uint32Array; readonly rows: PreparedRows } | null = null;
  return {
    async logDensity(parameters, chosen) {
      ready ??= create();
      const { prepared, evaluator } = await ready;
      if (chosen === undefined || chosen.length === rows.count) return evaluator.logDensity(parameters, prepared);
      // Every validation uses the same rows.
      if (taken?.chosen !== chosen) taken = { chosen, rows: takePreparedRows(prepared, chosen) };
      return evaluator.logDensity(parameters, taken.rows);
    },
  };
}
