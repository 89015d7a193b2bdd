/** Contexts for generated points: given by the user, or with the frequencies of the training rows. */
import { contextVector } from '../../data/context.ts';
import { FlowscopeError } from '../../errors/flowscope-error.ts';
import type { RandomStream } from '../../random/random-stream.ts';
import { repeatRow, rowsOf } from '../graphs/batches.ts';
import type { OpenFacts, OpenFlow } from './open-flow.ts';

/**
 * The context vector [C] of values by column (labels one-hot, numbers standardized); null if the flow takes none.
 * @throws FlowscopeError `context` (exit 2): the flow has no context, or a column or value does not match
 */
export function contextFromValues(
  { flow }: Pick<OpenFlow, 'flow'>,
  { dataset }: Pick<OpenFacts, 'dataset'>,
  values: Readonly<Record<string, string>>,
): Float32Array {
  const { contextEncoding } = dataset;
  if (flow.contextSize === 0 || !contextEncoding) {
    throw new FlowscopeError('context', 'this flow has no context', { exitCode: 2, hint: 'Leave --context out.' });
  }
  return contextVector(contextEncoding, values);
}

/** `count` contexts [count, C]: `given` for all, or drawn from the training rows; null if the flow takes none. */
export function contextRows(
  { flow }: Pick<OpenFlow, 'flow'>,
  { dataset }: Pick<OpenFacts, 'dataset'>,
  count: number,
  given: Float32Array | null,
  random: RandomStream,
): Float32Array | null {
  if (flow.contextSize === 0) return null;
  if (given) return repeatRow(given, count);
  if (!dataset.train) throw new Error('contexts are drawn from training rows, which were not loaded');
  const { count: rows, context } = dataset.train;
  return rowsOf(
    context!,
    flow.contextSize,
    Array.from({ length: count }, () => random.integer(rows)),
  );
}
