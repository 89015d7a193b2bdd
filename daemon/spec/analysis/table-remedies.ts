/** How a spec can be changed to get rid of a doubt about its table. */
import type { DataSummary, SourceDefinition } from '../../data/definition.ts';
import {
  type ColumnLabel,
  columnName,
  type NoiseEntry,
  type Remedies,
  type Remedy,
} from '../../data/doubts/define-doubt.ts';
import { MOST_NAMES } from '../../data/doubts/figures-text.ts';
import { rowIndexDoubt } from '../../data/doubts/reading/row-index.ts';
import { MISSING_VALUES_KEY } from '../../data/missing/missing-values.ts';
import { WEIGHT_KEY } from '../../data/sources/column-keys.ts';
import { DEQUANTIZE_KEY } from '../../data/sources/keys.ts';
import type { Change, ProposedFix } from '../diagnostic.ts';
import { addFirst, fix, removeItem, setMember } from '../fixes/edits.ts';
import { child, findMember, isArrayPlace, type ObjectNode, type Place, toValue } from '../text/node.ts';
import { entryLabel, isLabel, labelIn, listIn } from './column-entries.ts';
import {
  alsoText,
  LONGEST_LIST,
  listText,
  type Member,
  membersText,
  memberText,
  memberValue,
  setMembers,
  settingsText,
} from './set-members.ts';
import { withStandIns } from './stand-ins.ts';

/** A spec with a table. */
export interface TableSpec {
  readonly text: string;
  readonly root: Place<ObjectNode>;
  readonly data: Place<ObjectNode>;
  readonly definition: Pick<SourceDefinition, 'type' | 'schema'>;
  /** The keys that every source has. */
  readonly commonKeys: readonly string[];
  /** Type of a base with long tails that a flow can have; null: there is none. */
  readonly longTailedBase: string | null;
}

export const NO_REMEDY: Remedy<ProposedFix> = { advice: null, fixes: [] };

/** @param beside there are other doubts: advice must not replace a whole list, which theirs may do, too */
export function tableRemedies(
  spec: TableSpec,
  summary: DataSummary,
  { beside = false }: { readonly beside?: boolean } = {},
): Remedies<ProposedFix> {
  const { text, root, data } = spec;
  const { context, doubts = [], labels = [], reading } = summary;
  /** As the spec declares it, where it does. */
  const contextSize = () => {
    const declared = memberValue(data.node, 'contextSize');
    return typeof declared === 'number' ? declared : (context?.names.length ?? 0);
  };
  const path = child(data, 'path')?.node;
  const indexes = new Set<ColumnLabel>(rowIndexDoubt.in(doubts).map(({ column }) => column));
  const excluded = listIn(child(data, 'exclude'));
  const list = child(data, 'context');
  const conditions = new Set(list !== null && isArrayPlace(list) ? list.node.items.map(labelIn) : []);
  const written = child(data, 'standardize')?.node;
  /** Changes a declared size that would no longer match the table. */
  const declare = (key: 'shape' | 'contextSize', before: number, after: number): readonly Member[] =>
    before === after || child(data, key) === null ? [] : [{ key, value: key === 'shape' ? [after] : after }];
  const edits = (members: readonly Member[]) => setMembers(text, data.node, members);
  /** Takes columns that are no longer modelled out of a list of those with noise. */
  const released = (columns: ReadonlySet<ColumnLabel>): readonly Member[] => {
    const list = child(data, DEQUANTIZE_KEY);
    if (list?.node.kind === 'boolean') {
      // true would then mean no column.
      const noisy = reading?.noise?.flatMap((noise) => noise.columns) ?? [];
      const names = new Set([...columns].map(columnName));
      const isNone = list.node.value && noisy.length > 0 && noisy.every((name) => names.has(name));
      return isNone ? [{ key: DEQUANTIZE_KEY, value: false }] : [];
    }
    if (list === null || !isArrayPlace(list)) return [];
    const kept = list.node.items.filter((item) => !columns.has(labelIn(item)));
    if (kept.length === list.node.items.length) return [];
    return [{ key: DEQUANTIZE_KEY, value: kept.length === 0 ? false : kept.map(toValue) }];
  };
  /** Whether the source has these keys, with such values. */
  const isKnown = (members: readonly Member[]) => {
    const keys = spec.data.node.members
      .map(({ key }) => key)
      .filter((key) => !['source', ...spec.commonKeys].includes(key));
    const before = Object.fromEntries(keys.map((key) => [key, memberValue(data.node, key)]));
    const after = { ...before, ...Object.fromEntries(members.map(({ key, value }) => [key, value])) };
    return spec.definition.schema.safeParse(after).success;
  };
  const setting = (members: readonly Member[], dimension = labels.length): Remedy<ProposedFix> => {
    if (!isKnown(members)) return NO_REMEDY;
    const all = [...members, ...declare('shape', labels.length, dimension)];
    return { advice: `set ${membersText(all)}`, fixes: [fix(`Set ${membersText(all)}`, ...edits(all))] };
  };
  const without = (asked: readonly ColumnLabel[]): Remedy<ProposedFix> => {
    // Another fix may have left them out.
    const columns = asked.filter((column) => !excluded.includes(column) && !conditions.has(column));
    if (columns.length === 0) return NO_REMEDY;
    const left = new Set(columns);
    const rest = labels.filter((label) => !left.has(label));
    if (rest.every((label) => indexes.has(label))) return NO_REMEDY;
    const named = child(data, 'columns');
    if (named !== null && isArrayPlace(named)) {
      const items = named.node.items.filter((item) => left.has(labelIn(item)));
      const sizes = [...released(left), ...declare('shape', labels.length, rest.length)];
      const shown = columns.length === 1 ? columnName(columns[0]!) : `${columns.length} columns`;
      const kept = named.node.items.filter((item) => !items.includes(item)).map(toValue);
      const members = [{ key: 'columns', value: kept }, ...sizes];
      return {
        advice: `of "columns"${alsoText(sizes)}`,
        fixes: [fix(`Remove ${shown} from "columns"`, ...edits(members))],
      };
    }
    const value = [...excluded, ...columns];
    const sizes = [...released(left), ...declare('shape', labels.length, rest.length)];
    const members = [{ key: 'exclude', value }, ...sizes];
    if (columns.length <= MOST_NAMES) {
      const title = `Set ${members.map(memberText).join(' and ')}`;
      const also = sizes.map((member) => ` and ${memberText(member)}`);
      if (beside) {
        const names = columns.map((column) => JSON.stringify(column)).join(', ');
        return { advice: `by adding ${names} to "exclude"${alsoText(sizes)}`, fixes: [fix(title, ...edits(members))] };
      }
      return { advice: `with "exclude": ${listText(value)}${also.join('')}`, fixes: [fix(title, ...edits(members))] };
    }
    const title = `Leave out ${columns.length} columns: name them in "exclude"`;
    return { advice: 'by naming them in "exclude"', fixes: [fix(title, ...edits(members))] };
  };
  /** @param added numbers of the context vector */
  const usedAs = (column: string, as: 'number' | 'category', added: number): Remedy<ProposedFix> => {
    const list = child(data, 'context');
    if (list === null || !isArrayPlace(list)) return NO_REMEDY;
    const value = list.node.items.map((item) => (labelIn(item) === column ? { column, as } : toValue(item)));
    const others = context?.names.filter((name) => name !== column && !name.startsWith(`${column}=`)).length ?? 0;
    const members = [{ key: 'context', value }, ...declare('contextSize', contextSize(), added + others)];
    return { advice: `set ${membersText(members)}`, fixes: [fix(`Use ${column} as a ${as}`, ...edits(members))] };
  };
  return {
    file: String(path?.kind === 'string' ? path.value : 'the table'),
    standardized: !(written?.kind === 'boolean' && written.value === false),
    indexes,
    without,
    // Other entries keep what they say, such as a period.
    unused(column) {
      const key = labels.includes(column) ? 'columns' : 'context';
      const list = child(data, key);
      if (list === null || !isArrayPlace(list)) return key === 'columns' ? without([column]) : NO_REMEDY;
      const item = list.node.items.find((node) => labelIn(node) === column);
      const isLast = key === 'columns' && list.node.items.length === 1;
      if (item === undefined || isLast) return { advice: `of "${key}"`, fixes: [] };
      const title = `Remove ${column} from "${key}"`;
      const others = context?.names.filter((name) => name !== column && !name.startsWith(`${column}=`)) ?? [];
      const sizes =
        key === 'columns'
          ? [...released(new Set([column])), ...declare('shape', labels.length, labels.length - 1)]
          : declare('contextSize', contextSize(), others.length);
      const advice = `of "${key}"${alsoText(sizes)}`;
      const changes = [removeItem(text, list.node, item), ...edits(sizes)];
      // A column of numbers that is no longer context would be modelled, unless the spec names the columns.
      const implied = key === 'context' && child(data, 'columns') === null;
      const fixes = implied
        ? [
            fix(
              `${title}, and add it to "exclude"`,
              ...changes,
              ...edits([{ key: 'exclude', value: [...excluded, column] }]),
            ),
          ]
        : [fix(title, ...changes)];
      return { advice, fixes };
    },
    set: (members, dimension) =>
      setting(
        Object.entries(members).map(([key, value]) => ({ key, value })),
        dimension,
      ),
    column(all) {
      const entries = all.filter(({ column }) => labels.includes(column));
      if (entries.length === 0) return NO_REMEDY;
      const asked = new Map(entries.map(({ column, keys }) => [column, keys]));
      const list = child(data, 'columns');
      const isWritten = list !== null && isArrayPlace(list);
      // A list of columns that is written names none that only numbers the rows.
      const items = isWritten ? list.node.items.map(toValue) : labels.filter((label) => !indexes.has(label));
      const value = items.map((item) => {
        const label = typeof item === 'object' && item !== null ? entryLabel(item) : item;
        const keys = isLabel(label) ? asked.get(label) : undefined;
        if (keys === undefined) return item;
        const all = typeof item === 'object' ? { ...item, ...keys } : { name: label, ...keys };
        return Object.fromEntries(Object.entries(all).filter(([, own]) => own !== undefined));
      });
      const members = [{ key: 'columns', value }, ...declare('shape', labels.length, value.length)];
      if (!isKnown(members)) return NO_REMEDY;
      const texts = new Set(entries.map(({ keys }) => settingsText(keys)));
      const [settings] =
        texts.size === 1
          ? texts
          : [
              Object.keys(entries[0]!.keys)
                .map((key) => `"${key}"`)
                .join(' and '),
            ];
      const what = entries.length === 1 ? `column ${columnName(entries[0]!.column)}` : `${entries.length} columns`;
      const of = entries.length === 1 ? what : 'these columns';
      const title = `Set ${settings} of ${what}`;
      const whole = members.map(memberText).join(' and ');
      return {
        advice: !beside && whole.length <= LONGEST_LIST ? `set ${whole}` : `set ${settings} of ${of} in "columns"`,
        fixes: [fix(title, ...edits(members))],
      };
    },
    asCondition(asked) {
      const columns = asked.filter(({ column }) => labels.includes(column));
      if (columns.length === 0) return NO_REMEDY;
      const chosen = new Map(columns.map((one) => [one.column, one]));
      const rest = labels.filter((label) => !chosen.has(label));
      const list = child(data, 'context');
      const named = child(data, 'columns');
      if (rest.every((label) => indexes.has(label)) || (list !== null && !isArrayPlace(list))) return NO_REMEDY;
      const entries = columns.map(({ column, categories }) =>
        categories === null ? column : { column, as: 'category' },
      );
      const kept =
        named !== null && isArrayPlace(named) ? named.node.items.filter((item) => !chosen.has(labelIn(item))) : null;
      const size = contextSize();
      const added = columns.reduce((sum, { categories }) => sum + (categories ?? 1), 0);
      const members = [
        { key: 'context', value: [...(list?.node.items ?? []).map(toValue), ...entries] },
        ...(kept === null ? [] : [{ key: 'columns', value: kept.map(toValue) }]),
        ...released(new Set(chosen.keys())),
        ...declare('shape', labels.length, rest.length),
        ...declare('contextSize', size, size + added),
      ];
      if (!isKnown(members)) return NO_REMEDY;
      const what = columns.length === 1 ? columnName(columns[0]!.column) : `${columns.length} columns`;
      if (beside) {
        const shown = entries.map((entry) => JSON.stringify(entry)).join(', ');
        const sizes = members.filter(({ key }) => key !== 'context' && key !== 'columns');
        const names = columns.map(({ column }) => JSON.stringify(column)).join(', ');
        const moved = kept === null ? 'add' : `move ${names} from "columns": add`;
        return {
          advice: `${moved} ${shown} to "context"${alsoText(sizes)}`,
          fixes: [fix(`Use ${what} as a condition`, ...edits(members))],
        };
      }
      return { advice: `set ${membersText(members)}`, fixes: [fix(`Use ${what} as a condition`, ...edits(members))] };
    },
    noise(asked, { all, others }) {
      const known = labels.filter((label) => !indexes.has(label));
      const added = asked.filter(({ column }) => known.includes(column));
      const written = memberValue(data.node, DEQUANTIZE_KEY);
      const named: readonly unknown[] = Array.isArray(written) ? written : [];
      const list = [
        ...named,
        ...others.filter(({ column }) => !named.some((entry) => entryLabel(entry) === column)).map(noiseEntry),
      ];
      const kept = list.filter((entry) => {
        const label = entryLabel(entry);
        return isLabel(label) && known.includes(label) && !added.some(({ column }) => column === label);
      });
      const [first] = added;
      if (first === undefined) return NO_REMEDY;
      const isAll = all && kept.length === 0 && first.step !== null;
      const value = isAll ? { step: first.step } : [...kept, ...added.map(noiseEntry)];
      const alone = setting([{ key: DEQUANTIZE_KEY, value }]);
      if (!beside || alone.advice === null || isAll) return alone;
      const shown = added.map((entry) => JSON.stringify(noiseEntry(entry))).join(', ');
      return { ...alone, advice: `add ${shown} to "${DEQUANTIZE_KEY}"` };
    },
    withoutNoise(column) {
      const written = memberValue(data.node, DEQUANTIZE_KEY);
      const kept = Array.isArray(written) ? written.filter((entry: unknown) => entryLabel(entry) !== column) : [];
      return setting([{ key: DEQUANTIZE_KEY, value: kept.length === 0 ? false : kept }]);
    },
    withoutKey(column, key) {
      const list = child(data, 'columns');
      if (list === null || !isArrayPlace(list)) return NO_REMEDY;
      const value = list.node.items.map((item) => {
        const entry = toValue(item);
        if (labelIn(item) !== column || typeof entry !== 'object' || entry === null) return entry;
        const rest = Object.entries(entry).filter(([own]) => own !== key);
        return rest.length === 1 ? column : Object.fromEntries(rest);
      });
      const own = `"${key}" of column ${columnName(column)}`;
      return {
        advice: `remove ${own} in "columns"`,
        fixes: [fix(`Remove ${own}`, ...edits([{ key: 'columns', value }]))],
      };
    },
    standIns(columns) {
      const missing = { key: 'missing', value: 'drop' };
      const isDropped = memberValue(data.node, missing.key) === missing.value;
      const value = withStandIns(memberValue(data.node, MISSING_VALUES_KEY), columns);
      return setting([...(isDropped ? [] : [missing]), { key: MISSING_VALUES_KEY, value }]);
    },
    asWeight(column) {
      // Another fix may have left it out.
      if (!labels.includes(column)) return NO_REMEDY;
      const left = new Set([column]);
      const rest = labels.filter((label) => label !== column);
      if (rest.every((label) => indexes.has(label))) return NO_REMEDY;
      const named = child(data, 'columns');
      const kept =
        named !== null && isArrayPlace(named) ? named.node.items.filter((item) => !left.has(labelIn(item))) : null;
      return setting(
        [
          { key: WEIGHT_KEY, value: column },
          ...(kept === null ? [] : [{ key: 'columns', value: kept.map(toValue) }]),
          ...released(left),
        ],
        rest.length,
      );
    },
    asNumber: (column) => usedAs(column, 'number', 1),
    asCategory: (column, categories) => usedAs(column, 'category', categories),
    longTails() {
      const type = spec.longTailedBase;
      const model = findMember(root.node, 'model')?.value;
      const isFlow = model === undefined || model === null || (model.kind === 'string' && model.value === 'flow');
      if (!isFlow || type === null) return NO_REMEDY;
      const title = memberText({ key: 'base', value: { type } });
      return { advice: `set ${title}`, fixes: [fix(`Set ${title}`, setBase(text, root.node, type))] };
    },
  };
}

function setBase(text: string, root: ObjectNode, type: string): Change {
  const value = `{ "type": ${JSON.stringify(type)} }`;
  return findMember(root, 'base') ? setMember(text, root, 'base', value) : addFirst(text, root, 'base', value);
}

function noiseEntry({ column, step }: NoiseEntry): unknown {
  return step === null ? column : { column, step };
}
