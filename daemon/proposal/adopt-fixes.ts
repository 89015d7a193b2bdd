/** Does what quick fixes about the data advise, before a proposed spec is written. */
import type { DataProposal, ProposedKey } from '../data/data-proposal.ts';
import { columnName } from '../data/doubts/define-doubt.ts';
import { doubtDefinitions } from '../data/doubts/registry.ts';
import type { CheckOptions } from '../spec/check.ts';
import { checkSpec } from '../spec/check-spec.ts';
import type { Diagnostic } from '../spec/diagnostic.ts';
import { applyFix } from '../spec/fixes/apply-fix.ts';
import { child, isObjectPlace, toValue } from '../spec/text/node.ts';
import { parseSpec } from '../spec/text/parse.ts';

/** A fix may lead to another: a column with bounds may lie on a grid. */
const MOST_FIXES = 12;

/**
 * The proposal with the keys that the fixes set, and what they are for.
 * @param write the text of a spec with these keys of `data`
 */
export async function adoptFixes(
  data: DataProposal,
  write: (data: DataProposal) => string,
  options: CheckOptions,
): Promise<DataProposal> {
  let proposal = data;
  const adopted = new Set<string>();
  for (let i = 0; i < MOST_FIXES; i++) {
    const text = write(proposal);
    const { diagnostics } = await checkSpec(text, options);
    const next = diagnostics.find((one) => isAdopted(one) && !adopted.has(one.message));
    const fix = next?.fixes[0];
    if (next === undefined || fix === undefined) break;
    adopted.add(next.message);
    const reason = reasonIn(next);
    const values = keysOf(applyFix(text, fix));
    proposal = without(excludedIn(values), reason, { ...proposal, keys: changed(proposal.keys, values, reason) });
  }
  return proposal;
}

function isAdopted({ code, severity, fixes }: Diagnostic): boolean {
  const isData = doubtDefinitions.some((definition) => definition.adopted && definition.code === code);
  return isData && severity === 'warning' && fixes.length > 0;
}

function keysOf(text: string): ReadonlyMap<string, unknown> {
  const { root } = parseSpec(text);
  const place = root === null ? null : { node: root, path: '' };
  const data = place !== null && isObjectPlace(place) ? child(place, 'data') : null;
  const value = data === null ? {} : toValue(data.node);
  return new Map(Object.entries(typeof value === 'object' && value !== null ? value : {}));
}

function excludedIn(values: ReadonlyMap<string, unknown>): ReadonlySet<string> {
  const list = values.get('exclude');
  const labels: readonly unknown[] = Array.isArray(list) ? list : [];
  return new Set(
    labels.flatMap((label) => (typeof label === 'string' || typeof label === 'number' ? [columnName(label)] : [])),
  );
}

/** The proposal with fewer columns. */
function without(names: ReadonlySet<string>, why: string, proposal: DataProposal): DataProposal {
  const columns = proposal.columns.filter(({ name }) => !names.has(name));
  const leftOut = proposal.columns.filter(({ name }) => names.has(name));
  if (leftOut.length === 0) return proposal;
  return {
    ...proposal,
    columns,
    leftOut: [...proposal.leftOut, ...leftOut.map(({ name }) => ({ name, why }))],
    shape: [columns.filter((column) => column.proposal === 'model').length],
  };
}

/** Keys of which the value changed get the reason; new ones are added at the end. */
function changed(
  keys: readonly ProposedKey[],
  values: ReadonlyMap<string, unknown>,
  reason: string,
): readonly ProposedKey[] {
  const known = keys.map((own) => {
    const value = values.get(own.key);
    if (value === undefined || JSON.stringify(value) === JSON.stringify(own.value)) return own;
    return { ...own, value, why: [...own.why, reason] };
  });
  const names = new Set([...keys.map(({ key }) => key), 'source', 'path']);
  const added = [...values].flatMap(([key, value]) => (names.has(key) ? [] : [{ key, value, why: [reason] }]));
  return [...known, ...added];
}

/** The message without its advice, which is followed. */
function reasonIn({ message }: Diagnostic): string {
  const facts = message.replace(/(?:\.? Set "|[.;] [Ll]eave (?:it|them) out ).*$/s, '.');
  return facts.charAt(0).toUpperCase() + facts.slice(1);
}
