/** Quick fixes for syntax errors: the text as the message asks for it. */
import { createScanner, type ParseError, printParseErrorCode } from 'jsonc-parser';
import type { Span } from './range.ts';
import { suggest } from './suggest.ts';

export interface Repair {
  readonly title: string;
  readonly changes: readonly (Span & { readonly newText: string })[];
}

/** What a repair needs to know about the text around an error. */
export interface Surroundings {
  /** End of the last token before `offset`; white space and comments are not tokens. */
  endBefore(offset: number): number;
  /** Text that would make the bracket at `offset` the right one if inserted before it: `]`. Empty: nothing would. */
  missingBefore(offset: number): string;
  /** Brackets that close everything still open at the end of the text: `]}`. */
  readonly closing: string;
  /** End of the text without the white space behind it. */
  readonly end: number;
}

/** SyntaxKind.EOF, of a const enum that single-file compilers cannot read. */
const END_OF_TEXT = 17;

const CLOSES: Readonly<Record<string, string>> = { '{': '}', '[': ']' };

export function readSurroundings(text: string): Surroundings {
  const scanner = createScanner(text, true);
  const ends: number[] = [];
  const missing = new Map<number, string>();
  const open: string[] = [];
  /** How many of each sign are open, so that one that is not is never looked for. */
  const opened = new Map([...'}]'].map((sign) => [sign, 0]));
  while (Number(scanner.scan()) !== END_OF_TEXT) {
    const offset = scanner.getTokenOffset();
    ends.push(offset + scanner.getTokenLength());
    const sign = text[offset]!;
    const closes = CLOSES[sign];
    if (closes !== undefined) {
      open.push(closes);
      opened.set(closes, opened.get(closes)! + 1);
    }
    if ((opened.get(sign) ?? 0) === 0) continue;
    const closed = open.splice(open.lastIndexOf(sign));
    for (const each of closed) opened.set(each, opened.get(each)! - 1);
    const left = closed.slice(1);
    if (left.length > 0) missing.set(offset, left.reverse().join(''));
  }
  return {
    endBefore: (offset) => lastUpTo(ends, offset),
    missingBefore: (offset) => missing.get(offset) ?? '',
    closing: open.reverse().join(''),
    end: text.trimEnd().length,
  };
}

/** The largest of ascending numbers that is not above `limit`, or 0. */
function lastUpTo(ascending: readonly number[], limit: number): number {
  let [low, high] = [0, ascending.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ascending[middle]! <= limit) low = middle + 1;
    else high = middle;
  }
  return ascending[low - 1] ?? 0;
}

/** The repair of one error, or null if the intention is not clear. */
export function repairOf({ error, offset, length }: ParseError, text: string, around: Surroundings): Repair | null {
  const found = text.slice(offset, offset + length);
  switch (printParseErrorCode(error)) {
    case 'InvalidSymbol':
      return repairWord({ offset, length }, found, text);
    case 'CommaExpected':
      return repairMissingComma({ offset, length }, found, around);
    case 'ColonExpected':
      return insert('a colon', around.endBefore(offset), ':');
    case 'CloseBraceExpected':
    case 'CloseBracketExpected':
      if (around.closing === '') return null;
      return insert(around.closing, around.endBefore(text.length), around.closing);
    case 'PropertyNameExpected':
      if (found === ',') return change('Remove this comma', { offset, length }, '');
      return found === '{' ? repairOpenObject(offset, text, around) : null;
    case 'ValueExpected':
      return found === ',' && around.endBefore(offset) === text.lastIndexOf(',', offset - 1) + 1
        ? change('Remove this comma', { offset, length }, '')
        : null;
    case 'EndOfFileExpected':
      return /^[\s\]},]*$/.test(text.slice(offset))
        ? change('Remove what follows', { offset, length: around.end - offset }, '')
        : null;
    case 'UnexpectedEndOfString':
      return insert('the closing quote', endOfContent(text, offset, offset + length), '"');
    case 'UnexpectedEndOfComment': {
      const line = text.indexOf('\n', offset);
      return insert('*/', line < 0 ? text.length : text.slice(0, line).trimEnd().length, ' */');
    }
    default:
      return null;
  }
}

/**
 * Where the white space, commas and closing brackets begin with which a part of the text ends. A pattern would try each
 * run of them from each of its signs.
 */
export function endOfContent(text: string, start: number, end: number): number {
  let at = end;
  while (at > start && /[\s,\]}]/.test(text[at - 1]!)) at--;
  return at;
}

/** Before a bracket of the wrong kind, the right one is missing; before anything else, a comma. */
function repairMissingComma({ offset }: Span, found: string, around: Surroundings): Repair | null {
  const end = around.endBefore(offset);
  if (/^[\]}]/.test(found)) {
    const missing = around.missingBefore(offset);
    return missing === '' ? null : insert(missing, end, missing);
  }
  // Two pieces of one malformed number.
  return end === offset && !/^["{[]/.test(found) ? null : insert('a comma', end, ',');
}

/** An object in place of a key: the one before it was not closed. */
function repairOpenObject(offset: number, text: string, around: Surroundings): Repair | null {
  const comma = around.endBefore(offset) - 1;
  return text[comma] === ',' ? insert('}', around.endBefore(comma), '}') : null;
}

/** Other languages' words for JSON values. */
const VALUES: Readonly<Record<string, string>> = {
  none: 'null',
  nil: 'null',
  undefined: 'null',
  yes: 'true',
  no: 'false',
};

function repairWord(span: Span, found: string, text: string): Repair | null {
  if (isKey(span, text)) return change('Write the key in double quotes', span, JSON.stringify(found));
  if (found === '=') return change("Change to ':'", span, ':');
  if (found === ';') return change("Change to ','", span, ',');
  const number = numberMeant(found);
  if (number !== null) return change(`Change to ${number}`, span, number);
  if (/^[-+]?(nan|inf(inity)?)$/i.test(found)) return null;
  const word = VALUES[found.toLowerCase()] ?? suggest(found, ['true', 'false', 'null']);
  if (word !== null) return change(`Change to ${word}`, span, word);
  return /^[\p{L}_][\p{L}\p{N}_.-]*$/u.test(found)
    ? change('Write it in double quotes', span, JSON.stringify(found))
    : null;
}

/** Whether an unquoted word is in the place of a key. */
export function isKey({ offset, length }: Span, text: string): boolean {
  // Matched from the word on: looking for the colon first would read a text without one to its end, at every word.
  const key = /[\p{L}_$][\p{L}\p{N}_$-]*\s*:/uy;
  key.lastIndex = offset;
  return key.test(text) && key.lastIndex > offset + length;
}

/** `.5`, `+5` and `5.` are numbers in other languages. */
function numberMeant(found: string): string | null {
  if (!/^[-+]?(\d+(\.\d*)?|\.\d+)(e[-+]?\d+)?$/i.test(found)) return null;
  const value = Number(found);
  return Number.isFinite(value) ? String(value) : null;
}

function insert(what: string, offset: number, newText: string): Repair {
  return { title: `Insert ${what}`, changes: [{ offset, length: 0, newText }] };
}

function change(title: string, span: Span, newText: string): Repair {
  return { title, changes: [{ offset: span.offset, length: span.length, newText }] };
}
