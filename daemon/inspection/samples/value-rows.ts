/** Samples by the values of a context column: several for each, one after the other. */
import { columnsOf } from '../../data/context-layout.ts';
import { FlowscopeError } from '../../errors/flowscope-error.ts';
import { type GivenContext, givenContext } from '../opened/choose-context.ts';
import type { OpenFacts, OpenModel } from '../opened/open-flow.ts';

export interface ValueRows {
  readonly column: string;
  readonly values: readonly string[];
  /** Samples of one value; the last value may have fewer. */
  readonly each: number;
  /** Contexts of all samples, [n, C]. */
  readonly contexts: Float32Array;
}

export interface ValueChoice extends GivenContext {
  /** The context column; null: none. */
  readonly by: string | null;
  readonly n: number;
}

/**
 * The contexts of `n` samples that the values of the column `by` share evenly; other parts of the context are those that
 * are given. null: no column was requested.
 * @throws FlowscopeError `context` (exit 2): it is not a column with labels, or it is given a value, too; and as
 *   `givenContext`
 */
export function valueRows(open: OpenModel, data: OpenFacts, choice: ValueChoice): ValueRows | null {
  const { by, n, context } = choice;
  if (by === null) return null;
  const columns = columnsOf(data.dataset.contextEncoding ?? []);
  const found = columns.find(({ column }) => column === by);
  if (found?.kind !== 'category') {
    const labels = columns.filter(({ kind }) => kind === 'category').map(({ column }) => column);
    throw wrong(
      `'${by}' is not a context column with labels`,
      labels.length === 0
        ? 'This flow has none: leave out --by.'
        : `For example: --by ${labels[0]}. Columns with labels: ${labels.join(', ')}.`,
    );
  }
  if (context !== null && Object.hasOwn(context, by)) {
    throw wrong(`--by ${by} samples every value of '${by}', but --context gives it one`, `Leave out one of the two.`);
  }
  const each = Math.ceil(n / found.values.length);
  const values = found.values.slice(0, Math.ceil(n / each));
  const contexts = new Float32Array(n * open.maps.contextSize);
  for (const [i, value] of values.entries()) {
    const own = givenContext(open, data, { ...choice, context: { ...context, [by]: value } })!;
    for (let k = i * each; k < Math.min(n, (i + 1) * each); k++) contexts.set(own, k * own.length);
  }
  return { column: by, values, each, contexts };
}

function wrong(message: string, hint: string): FlowscopeError {
  return new FlowscopeError('context', message, { exitCode: 2, hint });
}
