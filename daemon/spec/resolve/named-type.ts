import { cut } from '../../errors/cut.ts';
import type { Report } from '../diagnostic.ts';
import { fix, replace } from '../fixes/edits.ts';
import { shown } from '../schema/expectation.ts';
import { child, type ObjectNode, openingBrace, type Place, toValue } from '../text/node.ts';
import type { Span } from '../text/range.ts';
import { suggest } from '../text/suggest.ts';

export interface Vocabulary<D> {
  /** `layer`, `conditioner`, `base`, `data source`. */
  readonly what: string;
  readonly key: 'type' | 'source';
  readonly names: readonly string[];
  /** Those that this version can build: no others are proposed. */
  readonly built: readonly string[];
  readonly find: (name: string) => D | undefined;
}

export interface NamedType<D> {
  readonly definition: D;
  readonly name: string;
  /** The token of the name, as written. */
  readonly span: Span;
}

/**
 * Reads the key that names an object's kind. Reports an unknown name; if a known one is similar, it continues with that
 * one, so that the rest of the object is still checked. Null if there is no such name.
 */
export function readNamedType<D>(
  report: Report,
  place: Place<ObjectNode>,
  vocabulary: Vocabulary<D>,
): NamedType<D> | null {
  const { what, key, names, built } = vocabulary;
  const value = child(place, key);
  if (value === null) {
    report.add({
      code: 'wrong-value',
      severity: 'error',
      message: `${article(what)} needs "${key}": one of ${built.join(', ')}`,
      span: openingBrace(place.node),
      path: place.path,
    });
    return null;
  }
  if (value.node.kind !== 'string') {
    report.add({
      code: 'wrong-value',
      severity: 'error',
      message: `${key} must be the name of ${article(what)} in quotes, found ${shown(toValue(value.node))}`,
      span: value.node,
      path: value.path,
    });
    return null;
  }
  const name = String(value.node.value);
  const definition = vocabulary.find(name);
  if (definition !== undefined) return { definition, name, span: value.node };
  const guess = report.full ? null : suggest(name, names);
  report.add({
    code: 'unknown-type',
    severity: 'error',
    message: `unknown ${what} type '${cut(name)}'; ${guess ? `did you mean '${guess}'?` : `known types are ${built.join(', ')}`}`,
    span: value.node,
    path: value.path,
    fixes: [
      guess && built.includes(guess) ? fix(`Change to '${guess}'`, replace(value.node, JSON.stringify(guess))) : null,
    ],
  });
  const meant = guess ? vocabulary.find(guess) : undefined;
  return guess && meant !== undefined ? { definition: meant, name: guess, span: value.node } : null;
}

function article(what: string): string {
  return /^[aeiou]/.test(what) ? `an ${what}` : `a ${what}`;
}

/** Reports that a name is part of the language but not available in this version. */
export function reportNotAvailable(
  report: Report,
  what: string,
  name: string,
  span: Span,
  path: string,
  /** An available alternative, as it would be written. */
  instead?: string,
  /** What to do, if the alternative alone does not say it. */
  how: string | null = null,
): void {
  report.add({
    code: 'not-available',
    severity: 'error',
    message: `${what} '${name}' is not available in this version of Flowscope${how === null ? '' : `; ${how}`}`,
    span,
    path,
    fixes: instead === undefined ? [] : [fix(`Change to ${instead}`, replace(span, instead))],
  });
}
