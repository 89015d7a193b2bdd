/** Samples by the values of a context column: several for each, one after the other. */
import { contextVector } from '../../data/context.ts';
import { columnsOf } from '../../data/context-layout.ts';
import { rowsWithLabels } from '../../data/labeled-rows.ts';
import { FlowscopeError } from '../../errors/flowscope-error.ts';
import type { PlanContext } from '../../flow/plan.ts';
import { randomStream } from '../../random/random-stream.ts';
import { type GivenContext, givenContext, weightedDraw } from '../opened/choose-context.ts';
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
  readonly seed: number;
}

/** Whether columns of the context are not given, so that they are drawn from the training rows with each value. */
export function drawsOthers(
  layout: PlanContext | null,
  { by, context, contextRow }: Pick<ValueChoice, 'by' | 'context' | 'contextRow'>,
): boolean {
  if (layout === null || by === null || contextRow !== null || (layout.images ?? []).length > 0) return false;
  const given = [by, ...Object.keys(context ?? {})];
  return layout.names.some((name) => !given.some((column) => name === column || name.startsWith(`${column}=`)));
}

/**
 * The contexts of `n` samples that the values of the column `by` share evenly. Other columns are those that are given, or of training
 * rows with this value: so the samples of a value are those of its rows. null: no column was requested.
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
  const isDrawn = drawsOthers(open.plan.context, choice);
  for (const [i, value] of values.entries()) {
    const given = { ...context, [by]: value };
    const next = isDrawn ? drawnContexts(open, data, choice, given) : constantContext(open, data, choice, given);
    for (let k = i * each; k < Math.min(n, (i + 1) * each); k++) contexts.set(next(), k * open.maps.contextSize);
  }
  return { column: by, values, each, contexts };
}

type Given = Readonly<Record<string, string>>;

function constantContext(open: OpenModel, data: OpenFacts, choice: ValueChoice, given: Given): () => Float32Array {
  const own = givenContext(open, data, { ...choice, context: given })!;
  return () => own;
}

/** Of training rows with the labels that are given, by their weights. */
function drawnContexts(
  { maps }: Pick<OpenModel, 'maps'>,
  { dataset: { train, contextEncoding = [] } }: OpenFacts,
  { seed, by }: ValueChoice,
  given: Given,
): () => Float32Array {
  if (!train) throw new Error('contexts are drawn from training rows, which were not loaded');
  const rows = rowsWithLabels(train, contextEncoding, given);
  const weights = Float64Array.from(rows, (row) => train.weights?.[row] ?? 1);
  if (!weights.some((weight) => weight > 0)) {
    const labels = Object.entries(given).map(([name, value]) => `${name}=${value}`);
    throw wrong(
      `no training row has ${labels.join(' and ')}, so that the other context columns cannot be drawn`,
      `Give all of them, or sample without --by ${by}.`,
    );
  }
  const draw = weightedDraw(weights, randomStream(seed, 'sample', 'context', given[by!]!));
  const size = maps.contextSize;
  return () => {
    const row = rows[draw()]!;
    return contextVector(contextEncoding, given, { base: train.context!.slice(row * size, (row + 1) * size) });
  };
}

function wrong(message: string, hint: string): FlowscopeError {
  return new FlowscopeError('context', message, { exitCode: 2, hint });
}
