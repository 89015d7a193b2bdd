/** Contexts for generated points: given by the user, or with the frequencies of the training rows. */
import type * as z from 'zod';
import type { splitName } from '../../../protocol/common.ts';
import { checkContextValues, contextVector } from '../../data/context.ts';
import { columnsOf } from '../../data/context-layout.ts';
import type { ContextColumn } from '../../data/definition.ts';
import { shellWord } from '../../encoding/shell-word.ts';
import { FlowscopeError } from '../../errors/flowscope-error.ts';
import type { RandomStream } from '../../random/random-stream.ts';
import { repeatRow, rowsOf } from '../graphs/batches.ts';
import type { OpenFacts, OpenModel } from './open-flow.ts';

type SplitName = z.infer<typeof splitName>;

/** The context that a request or a command specifies. */
export interface GivenContext {
  /** Values by column; null: none. */
  readonly context: Readonly<Record<string, string>> | null;
  /** A row of the split that provides the parts of the context that are not given otherwise; null: none. */
  readonly contextRow: number | null;
  readonly split: SplitName;
  /** Condition images by name, in [0, 1]; absent: none. */
  readonly images?: ReadonlyMap<string, Float32Array>;
}

/** Values by column alone. */
export function ofValues(context: GivenContext['context']): GivenContext {
  return { context, contextRow: null, split: 'train' };
}

/** Whether rows of the data are needed for the context: one is named, or none is given to a flow that takes one. */
export function contextNeedsRows(
  { maps }: Pick<OpenModel, 'maps'>,
  { context, contextRow }: Pick<GivenContext, 'context' | 'contextRow'>,
  hasImages = false,
): boolean {
  if (maps.contextSize === 0) return false;
  return contextRow !== null || (context === null && !hasImages);
}

/**
 * The context [C] that is given (labels one-hot, numbers standardized, images in [0, 1]); null if none is.
 * @throws FlowscopeError `context` (exit 2): the flow has no context, or a part is missing or does not match;
 *   `wrong-value`: there is no such row
 */
export function givenContext(
  { maps }: Pick<OpenModel, 'maps'>,
  { dataset }: Pick<OpenFacts, 'dataset'>,
  { context: values, contextRow: row, split, images = new Map() }: GivenContext,
): Float32Array | null {
  if (values === null && row === null && images.size === 0) return null;
  const { contextEncoding } = dataset;
  if (maps.contextSize === 0 || !contextEncoding) {
    throw new FlowscopeError('context', 'this model has no context', {
      exitCode: 2,
      hint: 'Leave out --context, --context-row and --context-file.',
    });
  }
  const base = row === null ? null : contextOfRow(dataset, split, row, maps.contextSize);
  if (values !== null) checkContextValues(contextEncoding, values);
  if (base === null) checkComplete(columnsOf(contextEncoding), values ?? {});
  return contextVector(contextEncoding, values ?? {}, { base, images });
}

/** Says how to give the columns that are missing. @param values which match their columns */
function checkComplete(columns: readonly ContextColumn[], values: Readonly<Record<string, string>>): void {
  const missing = columns.filter(({ column }) => !Object.hasOwn(values, column));
  const [first] = missing;
  if (first === undefined) return;
  const examples = missing.map((entry) => [entry.column, exampleOf(entry)]);
  const all = [...Object.entries(values), ...examples].map(([name, value]) => `${name}=${value}`).join();
  throw new FlowscopeError(
    'context',
    missing.length === 1
      ? `the context column '${first.column}' is missing`
      : `the context columns ${missing.map(({ column }) => `'${column}'`).join(', ')} are missing`,
    { exitCode: 2, hint: `Give ${missing.length === 1 ? 'it' : 'them'}, too: --context ${shellWord(all)}` },
  );
}

function exampleOf(entry: ContextColumn): string {
  return entry.kind === 'number' ? String(Number(entry.mean.toPrecision(3))) : entry.values[0]!;
}

function contextOfRow(dataset: OpenFacts['dataset'], split: SplitName, row: number, size: number): Float32Array {
  const rows = dataset[split];
  if (!rows) throw new Error('the context of a row was requested, but the rows were not loaded');
  if (row >= rows.count) {
    throw new FlowscopeError(
      'wrong-value',
      `there is no row ${row}: the ${split} split has the rows 0 … ${rows.count - 1}`,
      { exitCode: 2 },
    );
  }
  return rows.context!.slice(row * size, (row + 1) * size);
}

/** `count` contexts [count, C]: `given` for all, or drawn from the training rows; null if the flow takes none. */
export function contextRows(
  { maps }: Pick<OpenModel, 'maps'>,
  { dataset }: Pick<OpenFacts, 'dataset'>,
  count: number,
  given: Float32Array | null,
  random: RandomStream,
): Float32Array | null {
  if (maps.contextSize === 0) return null;
  if (given) return repeatRow(given, count);
  if (!dataset.train) throw new Error('contexts are drawn from training rows, which were not loaded');
  const { count: rows, context, weights } = dataset.train;
  const draw = weights === undefined ? () => random.integer(rows) : weightedDraw(weights, random);
  return rowsOf(context!, maps.contextSize, Array.from({ length: count }, draw));
}

/** Independent draws of row numbers, in proportion to the weights. */
export function weightedDraw(weights: Float64Array, random: RandomStream): () => number {
  let total = 0;
  const upTo = weights.map((weight) => (total += weight));
  return () => {
    const place = random.uniform() * total;
    let [low, high] = [0, upTo.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (upTo[middle]! > place) high = middle;
      else low = middle + 1;
    }
    return low;
  };
}
