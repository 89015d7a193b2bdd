import type { ErrorSubject } from '../../errors/flowscope-error.ts';
import { FlowscopeError } from '../../errors/flowscope-error.ts';
import type { ProposedFix, Report } from '../diagnostic.ts';
import { fix, removeItem, removeMember, replace, setMember } from '../fixes/edits.ts';
import {
  child,
  findMember,
  isArrayPlace,
  isObjectPlace,
  itemPath,
  keyPath,
  type ObjectNode,
  type Place,
  type SpecNode,
  toValue,
} from '../text/node.ts';
import type { Span } from '../text/range.ts';
import { suggest } from '../text/suggest.ts';

/** Maximum number of values to offer if any of them would be valid. */
const MOST_CHOICES = 5;

/**
 * Reports data that exist but cannot be read as the spec says: at the column or key that is wrong if the spec has it,
 * else at the path.
 * @param doubtful a key of `data` is wrong: then only errors about a text in the spec certainly do not follow from it
 */
export function reportUnreadable(
  report: Report,
  data: Place<ObjectNode>,
  fallback: Span,
  error: unknown,
  doubtful: boolean,
): void {
  // Any other error is a bug in the program, and must not look like a problem with the data.
  if (!(error instanceof FlowscopeError)) throw error;
  if (doubtful && !(error.about && namedIn(data, error.about))) return;
  const hint = error.hint === null ? '' : ` (${error.hint})`;
  const { about } = error;
  const place = (about && subjectOf(data, about)) ?? child(data, 'path');
  const guess = about && nearName(data, about);
  // A link that leads out of the folder is treated like a path that does.
  const untrusted = error.code === 'needs-trust';
  report.add({
    code: untrusted ? 'needs-trust' : 'invalid-data',
    severity: untrusted ? 'warning' : 'error',
    message: `${error.message}${guess ? `; did you mean '${guess}'?` : ''}${hint}`,
    span: place?.node ?? fallback,
    path: place?.path ?? data.path,
    fixes: about
      ? [
          ...settingMembers(report.document.text, data, about),
          ...settingKeys(report.document.text, data, about),
          ...leavingOut(report.document.text, data, about),
          ...repairs(report.document.text, data, about, guess),
          ...otherEntry(data, about),
        ]
      : [],
  });
}

function subjectOf(data: Place<ObjectNode>, subject: ErrorSubject): Place | null {
  return namedIn(data, subject) ?? child(data, subject.key);
}

function namedIn(data: Place<ObjectNode>, { key, text }: ErrorSubject): Place | null {
  return text === undefined ? null : textIn(data, [key, 'columns', 'context', 'weight'], text);
}

function textIn(data: Place<ObjectNode>, keys: readonly string[], text: string): Place | null {
  const places = keys.flatMap((key) => child(data, key) ?? []).flatMap(texts);
  return places.find(({ node }) => node.kind === 'string' && node.value === text) ?? null;
}

function texts(place: Place): readonly Place[] {
  if (isArrayPlace(place)) {
    return place.node.items.flatMap((node, index) => texts({ node, path: itemPath(place.path, index) }));
  }
  if (!isObjectPlace(place)) return [place];
  return place.node.members.flatMap(({ key, value }) =>
    value ? texts({ node: value, path: keyPath(place.path, key) }) : [],
  );
}

/** The name that an unknown name was probably meant to be. */
function nearName(data: Place<ObjectNode>, { key, text, choices = [] }: ErrorSubject): string | null {
  if (text === undefined || textIn(data, [key], text) === null) return null;
  return suggest(
    text,
    // If a name contains several, the delimiter is wrong, not the name.
    choices.filter((choice) => typeof choice === 'string').filter((choice) => !/[,;\t|]/.test(choice)),
  );
}

/** Writes the entry of a list in another way. */
function otherEntry(data: Place<ObjectNode>, { key, text, entry }: ErrorSubject): readonly ProposedFix[] {
  const list = child(data, key);
  if (entry === undefined || list === null || !isArrayPlace(list)) return [];
  const item = list.node.items.find((node) => node.kind === 'string' && node.value === text);
  return item === undefined
    ? []
    : [fix(`Change to ${JSON.stringify(entry.value)}`, replace(item, JSON.stringify(entry.value)))];
}

function settingMembers(source: string, data: Place<ObjectNode>, { members }: ErrorSubject): readonly ProposedFix[] {
  if (members === undefined) return [];
  const entries = Object.entries(members).map(([key, value]) => [key, JSON.stringify(value)] as const);
  const title = `Set ${entries.map(([key, value]) => `"${key}": ${value}`).join(' and ')}`;
  return [fix(title, ...entries.map(([key, value]) => setMember(source, data.node, key, value)))];
}

/** Sets keys of a column that `columns` has as an object. */
function settingKeys(source: string, data: Place<ObjectNode>, { column }: ErrorSubject): readonly ProposedFix[] {
  const list = child(data, 'columns');
  if (column === undefined || list === null || !isArrayPlace(list)) return [];
  const item = list.node.items.find((node) => columnIn(node) === column.label);
  if (item?.kind !== 'object') return [];
  return Object.entries(column.keys).map(([key, value]) =>
    fix(
      `Set "${key}": ${JSON.stringify(value)} of column ${column.label}`,
      setMember(source, item, key, JSON.stringify(value)),
    ),
  );
}

/** Takes a column out of the list that names it, or adds it to those that are left out. */
function leavingOut(source: string, data: Place<ObjectNode>, { leaveOut }: ErrorSubject): readonly ProposedFix[] {
  if (leaveOut === undefined) return [];
  const list = child(data, 'exclude');
  const before = list !== null && isArrayPlace(list) ? list.node.items.map(toValue) : [];
  const value = JSON.stringify([...before, leaveOut]);
  const exclude = setMember(source, data.node, 'exclude', value);
  const isChosen = child(data, 'columns') !== null;
  for (const key of ['columns', 'context']) {
    const named = child(data, key);
    const items = named !== null && isArrayPlace(named) ? named.node.items : [];
    const item = items.find((node) => columnIn(node) === leaveOut);
    if (item === undefined || named === null || !isArrayPlace(named)) continue;
    if (key === 'columns' && items.length === 1) return [];
    const title = `Remove ${leaveOut} from "${key}"`;
    const change = removeItem(source, named.node, item);
    // Unless the columns are named, it would be modelled instead.
    return [isChosen ? fix(title, change) : fix(`${title}, and add it to "exclude"`, change, exclude)];
  }
  return isChosen ? [] : [fix(`Set "exclude": ${value}`, exclude)];
}

/** The name or the number of a column. */
function columnIn(node: SpecNode): unknown {
  const value = toValue(node);
  if (typeof value !== 'object' || value === null) return value;
  if ('name' in value) return value.name;
  return 'column' in value ? value.column : null;
}

function repairs(
  source: string,
  data: Place<ObjectNode>,
  { key, text, choices }: ErrorSubject,
  guess: string | null,
): readonly ProposedFix[] {
  if (choices === undefined) return [];
  const member = findMember(data.node, key);
  if (choices.length === 0) return member ? [fix(`Remove "${key}"`, removeMember(source, data.node, member))] : [];
  const wrong = text === undefined ? null : textIn(data, [key], text);
  if (wrong !== null) {
    return guess === null ? [] : [fix(`Change to '${guess}'`, replace(wrong.node, JSON.stringify(guess)))];
  }
  return choices.slice(0, MOST_CHOICES).map((choice) => {
    const value = JSON.stringify(choice);
    return fix(`Set "${key}": ${value}`, setMember(source, data.node, key, value));
  });
}
