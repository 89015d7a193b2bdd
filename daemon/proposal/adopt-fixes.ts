/** Does what quick fixes about the data advise, before a proposed spec is written. */
import type { DataProposal, ProposedKey } from '../data/data-proposal.ts';
import { columnName, type TableDoubt } from '../data/doubts/define-doubt.ts';
import { doubtDefinitions } from '../data/doubts/registry.ts';
import { WEIGHT_KEY } from '../data/sources/column-keys.ts';
import { DEQUANTIZE_KEY } from '../data/sources/keys.ts';
import type { CheckOptions, CheckResult } from '../spec/check.ts';
import { checkSpec } from '../spec/check-spec.ts';
import type { Diagnostic } from '../spec/diagnostic.ts';
import { applyFix } from '../spec/fixes/apply-fix.ts';
import { child, isObjectPlace, toValue } from '../spec/text/node.ts';
import { parseSpec } from '../spec/text/parse.ts';

/** A fix may lead to another: a column with bounds may lie on a grid. */
const MOST_FIXES = 24;

/**
 * The proposal with the keys that the fixes set, and what they are for.
 * @param write the text of a spec with these keys of `data`
 * @returns also what is said of the result
 */
export async function adoptFixes(
  data: DataProposal,
  write: (data: DataProposal) => string,
  options: CheckOptions,
): Promise<{ readonly data: DataProposal; readonly checked: CheckResult }> {
  let proposal = data;
  const adopted = new Set<string>();
  for (let i = 0; ; i++) {
    const text = write(proposal);
    const checked = await checkSpec(text, options);
    const next = checked.diagnostics.find((one) => isAdopted(one) && !adopted.has(one.message));
    const fix = next?.fixes[0];
    if (next === undefined || fix === undefined || i === MOST_FIXES) return { data: proposal, checked };
    adopted.add(next.message);
    proposal = adoptKeys(proposal, keysIn(applyFix(text, fix)), next, checked.doubts);
  }
}

/** Doubts whose fixes are adopted, and data that cannot be used as they are. */
function isAdopted({ code, severity, fixes, path }: Diagnostic): boolean {
  if (fixes.length === 0) return false;
  if (severity === 'error') return code === 'invalid-data' && path.startsWith('data');
  return (
    severity === 'warning' && doubtDefinitions.some((definition) => definition.adopted && definition.code === code)
  );
}

/** The keys of `data` and their values. */
function keysIn(text: string): ReadonlyMap<string, unknown> {
  const { root } = parseSpec(text);
  const place = root === null ? null : { node: root, path: '' };
  const data = place !== null && isObjectPlace(place) ? child(place, 'data') : null;
  const value = data === null ? {} : toValue(data.node);
  return new Map(Object.entries(typeof value === 'object' && value !== null ? value : {}));
}

/** The proposal with the values that a fix gave its keys, and without the columns that it leaves out. */
function adoptKeys(
  proposal: DataProposal,
  values: ReadonlyMap<string, unknown>,
  found: Diagnostic,
  doubts: readonly TableDoubt[],
): DataProposal {
  const reason = reasonIn(found);
  const isKept = keeper(values);
  const isOut = ({ name, proposal: use }: DataProposal['columns'][number]) => use === 'model' && !isKept(name);
  const reasons = reasonsIn(found, doubts);
  const leftOut = proposal.columns
    .filter(isOut)
    .map(({ name }) => ({ name, why: reasons.get(name) ?? reasonOf(name, reason) }));
  const columns = proposal.columns.filter((column) => !isOut(column));
  const isFirst = proposal.keys.every(({ key }) => key !== 'exclude');
  const lines = leftOut.map((column) => `- ${column.name}: ${column.why}`);
  const why =
    commentOf(found, doubts) ?? (leftOut.length === 0 ? [reason] : [...(isFirst ? ['Left out:'] : []), ...lines]);
  return {
    ...proposal,
    columns,
    leftOut: [...proposal.leftOut, ...leftOut],
    keys: changed(
      proposal.keys.map((key) => renewed(key, proposal.columns, columns)),
      values,
      why,
    ),
    ...(leftOut.length === 0 ? {} : { shape: [columns.filter(({ proposal: use }) => use === 'model').length] }),
  };
}

/** A key with the reasons for the columns that are left. */
function renewed(key: ProposedKey, before: DataProposal['columns'], after: DataProposal['columns']): ProposedKey {
  const { whyFor, why } = key;
  if (whyFor === undefined) return key;
  // Reasons of fixes follow.
  return { ...key, why: [...whyFor(after), ...why.slice(whyFor(before).length)] };
}

/** Whether keys of `data` let a column be modelled. */
function keeper(values: ReadonlyMap<string, unknown>): (name: string) => boolean {
  const excluded = new Set([...namesIn(values.get('exclude')), ...namesIn([values.get(WEIGHT_KEY)])]);
  const named = values.get('columns');
  const chosen = named === undefined ? null : new Set(namesIn(named));
  return (name) => !excluded.has(name) && chosen?.has(name) !== false;
}

/** The columns that a list names, as messages call them. */
function namesIn(list: unknown): readonly string[] {
  const entries: readonly unknown[] = Array.isArray(list) ? list : [];
  return entries.flatMap((entry) => {
    const label: unknown = typeof entry === 'object' && entry !== null && 'name' in entry ? entry.name : entry;
    return typeof label === 'string' || typeof label === 'number' ? [columnName(label)] : [];
  });
}

/** What the doubt of this code that has its own comment says. */
function commentOf({ code }: Diagnostic, doubts: readonly TableDoubt[]): readonly string[] | null {
  const definitions = doubtDefinitions.filter((definition) => definition.code === code);
  const lines = doubts.flatMap((doubt) => definitions.find(({ kind }) => kind === doubt.kind)?.comment(doubt) ?? []);
  return lines.length === 0 ? null : lines;
}

/** Why columns are left out, as far as doubts of this code say so. */
function reasonsIn({ code }: Diagnostic, doubts: readonly TableDoubt[]): ReadonlyMap<string, string> {
  const definitions = doubtDefinitions.filter((definition) => definition.code === code);
  // Of a column with several reasons, the first one is reported first.
  return new Map(
    doubts
      .toReversed()
      .flatMap((doubt) => definitions.find(({ kind }) => kind === doubt.kind)?.reasons(doubt) ?? [])
      .map(({ column, why }) => [columnName(column), why]),
  );
}

/** Keys of which the value changed get the reasons; new ones are added at the end. */
function changed(
  keys: readonly ProposedKey[],
  values: ReadonlyMap<string, unknown>,
  why: readonly string[],
): readonly ProposedKey[] {
  const known = keys.flatMap((own): readonly ProposedKey[] => {
    const value = values.get(own.key);
    // No column is left that had noise.
    if (own.key === DEQUANTIZE_KEY && value === false) return [];
    if (value === undefined || JSON.stringify(value) === JSON.stringify(own.value)) return [own];
    return [{ ...own, value, why: [...own.why, ...why] }];
  });
  const names = new Set([...keys.map(({ key }) => key), 'source', 'path']);
  const added = [...values].flatMap(([key, value]) => (names.has(key) ? [] : [{ key, value, why }]));
  return [...known, ...added];
}

/** The message without its advice, which is followed. */
function reasonIn({ message, severity }: Diagnostic): string {
  // The hint of an error is in brackets at its end.
  const facts =
    severity === 'error'
      ? message.replace(/ \([^()]*(?:\([^()]*\)[^()]*)*\)$/s, '')
      : message.replace(/(?:\.? Set "|\.? Add ["{]|[.;] [Ll]eave (?:it|them) out ).*$/s, '.');
  return facts.charAt(0).toUpperCase() + facts.slice(1);
}

/** A reason without the name of the column that it is about. */
function reasonOf(name: string, reason: string): string {
  const start = [`Column ${name} is `, `Column ${name}: `].find((words) => reason.startsWith(words));
  return start === undefined ? reason : reason.slice(start.length);
}
