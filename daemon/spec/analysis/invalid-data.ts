import type { ErrorSubject } from '../../errors/flowscope-error.ts';
import { FlowscopeError } from '../../errors/flowscope-error.ts';
import type { ProposedFix, Report } from '../diagnostic.ts';
import { fix, removeMember, replace, setMember } from '../fixes/edits.ts';
import {
  child,
  findMember,
  isArrayPlace,
  isObjectPlace,
  itemPath,
  keyPath,
  type ObjectNode,
  type Place,
} from '../text/node.ts';
import type { Span } from '../text/range.ts';
import { suggest } from '../text/suggest.ts';

/** The most values that are offered where any of them would do. */
const MOST_CHOICES = 5;

/**
 * Data that is there but cannot be read as the spec says: shown at the column or key that is to blame where it is written,
 * else at the path.
 * @param doubtful whether a key of `data` is wrong: then only what names a text of the spec is certain not to follow from it
 */
export function reportUnreadable(
  report: Report,
  data: Place<ObjectNode>,
  fallback: Span,
  error: unknown,
  doubtful: boolean,
): void {
  // Anything else is a mistake of the program, not of the data, and must not be dressed up as one.
  if (!(error instanceof FlowscopeError)) throw error;
  if (doubtful && !(error.about && namedIn(data, error.about))) return;
  const hint = error.hint === null ? '' : ` (${error.hint})`;
  const { about } = error;
  const place = (about && subjectOf(data, about)) ?? child(data, 'path');
  const guess = about && nearName(data, about);
  // A link that leads out of the folder, as a path that does.
  const untrusted = error.code === 'needs-trust';
  report.add({
    code: untrusted ? 'needs-trust' : 'invalid-data',
    severity: untrusted ? 'warning' : 'error',
    message: `${error.message}${guess ? `; did you mean '${guess}'?` : ''}${hint}`,
    span: place?.node ?? fallback,
    path: place?.path ?? data.path,
    fixes: about ? repairs(report.document.text, data, about, guess) : [],
  });
}

function subjectOf(data: Place<ObjectNode>, subject: ErrorSubject): Place | null {
  return namedIn(data, subject) ?? child(data, subject.key);
}

function namedIn(data: Place<ObjectNode>, { key, text }: ErrorSubject): Place | null {
  return text === undefined ? null : textIn(data, [key, 'columns', 'context'], text);
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

/** The name that was probably meant by the text that names nothing. */
function nearName(data: Place<ObjectNode>, { key, text, choices = [] }: ErrorSubject): string | null {
  if (text === undefined || textIn(data, [key], text) === null) return null;
  return suggest(
    text,
    // Several names in one: the delimiter is wrong, not the name.
    choices.filter((choice) => typeof choice === 'string').filter((choice) => !/[,;\t|]/.test(choice)),
  );
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
