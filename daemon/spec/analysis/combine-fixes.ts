/** One change of `data` for all that looks wrong in a table: fixes one by one would replace each other's lists. */
import type { DataSummary } from '../../data/definition.ts';
import type { ColumnLabel } from '../../data/doubts/define-doubt.ts';
import { WEIGHT_KEY } from '../../data/sources/column-keys.ts';
import { DEQUANTIZE_KEY } from '../../data/sources/keys.ts';
import type { Change, ProposedFix } from '../diagnostic.ts';
import { setMember } from '../fixes/edits.ts';
import { child, findMember, isArrayPlace, isObjectPlace, type ObjectNode, type Place, toValue } from '../text/node.ts';
import { parseSpec } from '../text/parse.ts';
import { labelIn } from './column-entries.ts';
import { labelOf, wholeColumns, withColumns } from './discrete-data.ts';
import { type DoubtfulTable, describeDoubts, openDoubts } from './table-doubts.ts';
import { tableRemedies } from './table-remedies.ts';

export interface CombinedFix {
  readonly fix: ProposedFix;
  /** How many problems it solves. */
  readonly count: number;
  /** The keys of `data` after it. */
  readonly data: Readonly<Record<string, unknown>>;
}

interface Parts {
  readonly text: string;
  readonly spec: DoubtfulTable;
  readonly summary: DataSummary;
  /** Whether the model needs noise on whole numbers. */
  readonly needsNoise: boolean;
}

/** The first fix of each doubt, after those of the doubts before it. null: there are fewer than two, or one is an error. */
export function combinedFix({ text, spec, summary, needsNoise }: Parts): CombinedFix | null {
  const open = openDoubts(spec, summary);
  // Columns may have other names once an error is corrected.
  if (open.some(({ definition }) => definition.severity === 'error')) return null;
  const { labels = [] } = summary;
  let state: State = { text, root: spec.root, data: spec.data };
  let count = 0;
  for (const doubts of open) {
    const now = { ...spec, ...state };
    const own = { ...summary, labels: modeledIn(state.data, labels) };
    const [first] = describeDoubts(doubts, tableRemedies(now, own)).fixes;
    if (first === undefined) continue;
    count++;
    state = changed(state, first.changes) ?? state;
  }
  const whole = needsNoise ? wholeColumns(summary) : [];
  if (whole.length > 0) {
    count++;
    const known = new Set(modeledIn(state.data, labels));
    const wanted = whole.map(({ name }) => labelOf(name, summary)).filter((label) => known.has(label));
    const written = child(state.data, DEQUANTIZE_KEY);
    const has = new Set(written !== null && isArrayPlace(written) ? written.node.items.map(labelIn) : []);
    const missing = wanted.filter((label) => !has.has(label));
    if (missing.length > 0) {
      const value = JSON.stringify(withColumns(written, missing));
      state = changed(state, [setMember(state.text, state.data.node, DEQUANTIZE_KEY, value)]) ?? state;
    }
  }
  if (count < 2) return null;
  const changes = [...differences(text, spec.data, state.data), ...differences(text, spec.root, state.root, ['data'])];
  const data = valuesIn(state.data);
  return { fix: { title: `Apply all ${count} fixes of the data`, changes }, count, data };
}

interface State {
  readonly text: string;
  readonly root: Place<ObjectNode>;
  readonly data: Place<ObjectNode>;
}

/** null: the text would not be a spec with data. */
function changed({ text }: State, changes: readonly Change[]): State | null {
  const after = changes
    .toSorted((a, b) => b.offset - a.offset)
    .reduce((at, { offset, length, newText }) => at.slice(0, offset) + newText + at.slice(offset + length), text);
  const { root: node } = parseSpec(after);
  const root = node === null ? null : { node, path: '' };
  if (root === null || !isObjectPlace(root)) return null;
  const data = child(root, 'data');
  return data === null || !isObjectPlace(data) ? null : { text: after, root, data };
}

/** The columns of the table that these keys model. */
function modeledIn(data: Place<ObjectNode>, labels: readonly ColumnLabel[]): readonly ColumnLabel[] {
  const listed = (key: string): ReadonlySet<unknown> | null => {
    const list = child(data, key);
    return list !== null && isArrayPlace(list) ? new Set(list.node.items.map(labelIn)) : null;
  };
  const weight = child(data, WEIGHT_KEY);
  const weights = weight === null ? null : toValue(weight.node);
  const [columns, exclude, context] = [listed('columns'), listed('exclude'), listed('context')];
  return labels.filter(
    (label) =>
      label !== weights &&
      columns?.has(label) !== false &&
      exclude?.has(label) !== true &&
      context?.has(label) !== true,
  );
}

/** Keys of an object that have other values in another one, or are new there. */
function differences(
  text: string,
  { node }: Place<ObjectNode>,
  after: Place<ObjectNode>,
  except: readonly string[] = [],
): readonly Change[] {
  return after.node.members.flatMap(({ key, value }) => {
    if (!value || except.includes(key)) return [];
    const json = JSON.stringify(toValue(value));
    const before = findMember(node, key)?.value;
    return before && JSON.stringify(toValue(before)) === json ? [] : [setMember(text, node, key, json)];
  });
}

function valuesIn({ node }: Place<ObjectNode>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(node.members.flatMap(({ key, value }) => (value ? [[key, toValue(value)]] : [])));
}
