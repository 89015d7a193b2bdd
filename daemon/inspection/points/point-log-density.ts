import type { Runtime } from '../../runtime/runtime.ts';
import { sizeOf } from '../../tensor/tensor.ts';
import type { OpenFacts, OpenModel } from '../opened/open-flow.ts';
import { encodeRows } from './encode-rows.ts';

/**
 * log q of points, nats, with the dequantization noise of `evaluate` if there is any; of a model with a bound, the bound
 * of one draw. null: the model has no likelihood.
 * @param values data units, [n, D] @param context [n, C] or null
 */
export async function logDensityOf(
  runtime: Runtime,
  open: Pick<OpenModel, 'maps' | 'model' | 'plan' | 'parameters'>,
  { transform }: OpenFacts,
  { values, context }: { readonly values: Float64Array; readonly context: Float32Array | null },
  signal: AbortSignal | null = null,
): Promise<Float64Array | null> {
  if (open.model.logDensity === null) return null;
  const count = values.length / sizeOf(open.maps.inputShape);
  const rows = transform.prepare({ count, values, context });
  return (await encodeRows(runtime, open, { transform }, rows, { noiseSeed: open.plan.training.seed, signal })).logProb;
}
