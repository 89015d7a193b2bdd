/** Evaluates a preview's parameters on rows that it is not trained on. */
import type { ParameterValues } from '../evaluation/row-graph.ts';
import { logDensityOf } from '../inspection/evaluate/log-density.ts';
import type { Runtime } from '../runtime/runtime.ts';
import type { LeftOut } from '../statistics/row-summary.ts';
import { estimateOver } from '../statistics/row-summary.ts';
import { sizeOf } from '../tensor/tensor.ts';
import type { PreparedPreview } from './prepare-preview.ts';

/** Number of rows used, from the first of the validation split. */
const ROWS = 1000;

/** NLL over the rows with a finite log q, data units, nats; null without validation rows. */
export async function validate(
  runtime: Runtime,
  { plan, flow, model, dataset, transform }: PreparedPreview,
  parameters: ParameterValues,
  signal: AbortSignal,
): Promise<({ readonly nll: number; readonly se: number; readonly n: number } & LeftOut) | null> {
  const { validation, summary } = dataset;
  const count = Math.min(validation.count, ROWS);
  if (count === 0) return null;
  const rows = transform.prepare({
    count,
    values: validation.values.subarray(0, count * sizeOf(summary.shape)),
    context: validation.context?.subarray(0, count * flow.contextSize) ?? null,
  });
  const options = { noiseSeed: plan.training.seed, signal };
  const { mean, se, ...leftOut } = estimateOver(
    await logDensityOf(runtime, { model, parameters }, { transform }, rows, options),
    validation.weights?.subarray(0, count),
  );
  return { nll: -mean, se, n: count, ...leftOut };
}
