import { type Node, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser';
import { cut } from '../../errors/cut.ts';
import { countBrackets, MAX_BRACKETS, MAX_DEPTH } from './depth.ts';
import { indexOf, type Member, type SpecNode } from './node.ts';
import { createLines, type Lines, type Span } from './range.ts';
import { type SingleQuoted, singleQuoted, withDoubleQuotes } from './single-quotes.ts';
import { syntaxMessage } from './syntax-message.ts';
import { endOfContent, isKey, type Repair, readSurroundings, repairOf, type Surroundings } from './syntax-repair.ts';

/** The largest text that is read, in bytes of UTF-8. */
export const MAX_SPEC_BYTES = 4 * 1024 * 1024;

export interface SyntaxProblem {
  readonly message: string;
  readonly span: Span;
  /** What the text would be without the problem. */
  readonly repair?: Repair;
}

/** A parsed text: its readable part, and its problems. */
export interface SpecDocument {
  readonly text: string;
  readonly lines: Lines;
  /** null if the text has no value at all. */
  readonly root: SpecNode | null;
  readonly problems: readonly SyntaxProblem[];
  /** Number of further problems, which are only counted. */
  readonly moreProblems: number;
  /** Nothing of the text was read: it exceeds the limits of a spec, or was refused. */
  readonly tooLarge: boolean;
}

/**
 * Parses JSON with comments and trailing commas. Never throws: syntax errors become problems, and everything around
 * them is still in the tree. Limits: 4 MiB of text, 40 000 objects and lists, 64 levels. Beyond the last one, the rest
 * is not read; beyond the others, nothing is.
 */
export function parseSpec(text: string): SpecDocument {
  // Before anything else: a message may be four times as long.
  const bytes = Buffer.byteLength(text);
  if (bytes > MAX_SPEC_BYTES) {
    return refusedSpec(text, `a spec may have at most ${MAX_SPEC_BYTES} bytes (4 MiB), found ${bytes}`);
  }
  const { tooDeep, tooMany } = countBrackets(text);
  if (tooMany) return refusedSpec(text, `a spec may have at most ${MAX_BRACKETS} objects and lists, found more`);
  const readable = tooDeep === null ? text : text.slice(0, tooDeep);
  const { errors, count } = boundedErrors();
  // The invisible mark that editors may write at the start of a file is not part of the language.
  const visible = readable.startsWith('\uFEFF') ? ` ${readable.slice(1)}` : readable;
  const quoted = singleQuoted(visible);
  const body = withDoubleQuotes(visible, quoted);
  const tree = parseTree(body, errors, { allowTrailingComma: true, allowEmptyContent: true });
  const all = withoutEchoes(errors, body)
    // After parsing stopped at the depth limit, missing text is not an error of the author.
    .filter((error) => tooDeep === null || error.offset < tooDeep);
  const own = all.slice(0, MAX_PROBLEMS);
  const around = own.length > 0 ? readSurroundings(body) : null;
  const problems = own.map((error) => problemOf(error, body, around!));
  const moreProblems = all.length - own.length + count() - errors.length;
  if (quoted.length > 0) problems.push(quoteProblem(quoted, text));
  if (tooDeep !== null) {
    const message = `at most ${MAX_DEPTH} levels of nesting are read; the rest of the file is ignored`;
    problems.push({ message, span: { offset: tooDeep, length: 1 } });
  }
  const root = tree ? convert(tree, body) : null;
  return { text, lines: createLines(text), root, problems, moreProblems, tooLarge: false };
}

/** A text of which nothing is read. @param reason its only problem */
export function refusedSpec(text: string, reason: string): SpecDocument {
  const problems = [{ message: reason, span: { offset: 0, length: 0 } }];
  return { text, lines: createLines(''), root: null, problems, moreProblems: 0, tooLarge: true };
}

/** Problems that are explained; further ones are only counted. */
const MAX_PROBLEMS = 1000;

/** Errors of the parser that are kept: some only follow from others. */
const MAX_ERRORS = 10 * MAX_PROBLEMS;

interface BoundedErrors {
  /** For the parser to push to: keeps the first errors only. */
  readonly errors: ParseError[];
  /** Of all errors. */
  count(): number;
}

/** A list for the parser that keeps its first errors and counts the others: a text may have millions. */
function boundedErrors(): BoundedErrors {
  let found = 0;
  const errors: ParseError[] = [];
  errors.push = (...more) => {
    found += more.length;
    for (const error of more) if (errors.length < MAX_ERRORS) errors[errors.length] = error;
    return errors.length;
  };
  return { errors, count: () => found };
}

/** Removes errors that only follow from the one before, so that one mistake is reported once. */
function withoutEchoes(errors: readonly ParseError[], text: string): ParseError[] {
  const kept: ParseError[] = [];
  let silentUntil = -1;
  for (const error of errors) {
    const last = kept.at(-1);
    if (error.offset <= silentUntil || (last && isEcho(error, last, text))) continue;
    kept.push(error);
    if (isSymbol(error) && isKey(error, text)) silentUntil = endOfMember(error.offset, text);
  }
  return kept;
}

/**
 * After a word that is not a value, the parser also reports a missing value; after a wrong sign, a missing right one.
 */
function isEcho(error: ParseError, last: ParseError, text: string): boolean {
  const between = text.slice(last.offset + last.length, error.offset).trim();
  switch (printParseErrorCode(last.error)) {
    case 'InvalidSymbol':
      return between === '' && AFTER_SYMBOL.includes(printParseErrorCode(error.error));
    case 'UnexpectedEndOfString': {
      // Its comma and the brackets after it are inside it.
      const end = last.offset + last.length;
      const start = Math.max(last.offset, end - MAX_MEMBER);
      const swallowed = text.slice(endOfContent(text, start, end), end);
      if (/[\]}]/.test(swallowed) && CLOSING.includes(printParseErrorCode(error.error))) return true;
      return between === '' && swallowed.trimEnd().endsWith(',');
    }
    case 'UnexpectedEndOfComment':
      return true;
    default:
      return last.offset === error.offset && isAtBracket(error, text);
  }
}

const CLOSING = ['CloseBraceExpected', 'CloseBracketExpected'];
const AFTER_SYMBOL = ['ValueExpected', 'ColonExpected', 'CommaExpected'];

/** A bracket of the wrong kind is one mistake, whatever else the parser expected in its place. */
function isAtBracket({ offset }: ParseError, text: string): boolean {
  return text[offset] === ']' || text[offset] === '}';
}

function isSymbol({ error }: ParseError): boolean {
  return printParseErrorCode(error) === 'InvalidSymbol';
}

/** Position of the comma or brace that ends a member whose value is not a list or object; else of its colon. */
function endOfMember(offset: number, text: string): number {
  const colon = text.indexOf(':', offset);
  const value = /^:\s*(?:"(?:[^"\\\n]|\\.)*"|[^\s,{}[\]"]+)\s*(?=[,}])/.exec(text.slice(colon, colon + MAX_MEMBER));
  return value ? colon + value[0].length : colon;
}

/** Maximum length of a member that is searched. */
const MAX_MEMBER = 1000;

function quoteProblem(quoted: readonly SingleQuoted[], text: string): SyntaxProblem {
  const first = quoted[0]!;
  const shown = text.slice(first.offset, first.offset + Math.min(first.length, 40));
  const more = quoted.length > 1 ? ` and ${quoted.length - 1} more` : '';
  const repair = {
    title: `Write ${quoted.length > 1 ? 'them' : 'it'} in double quotes`,
    changes: quoted
      .slice(0, MAX_PROBLEMS)
      .map(({ offset, length, value }) => ({ offset, length, newText: JSON.stringify(value) })),
  };
  return {
    message: `strings are written in double quotes, found ${shown}${more} in single quotes`,
    span: { offset: first.offset, length: first.length },
    // No one wants a fix that changes more places than that, and every request for fixes would send it.
    ...(quoted.length <= MAX_PROBLEMS ? { repair } : {}),
  };
}

function problemOf(error: ParseError, text: string, around: Surroundings): SyntaxProblem {
  const { end } = around;
  // An error at the end is shown on the last token, because an empty range at the end of the file is invisible.
  const missing = error.offset >= end;
  const span = missing ? { offset: Math.max(0, end - 1), length: end > 0 ? 1 : 0 } : error;
  const found = missing ? '' : text.slice(error.offset, error.offset + error.length);
  const message =
    isSymbol(error) && isKey(error, text)
      ? `keys are written in double quotes, found ${cut(found)}`
      : syntaxMessage(error.error, found);
  const repair = repairOf(error, text, around);
  return { message, span: { offset: span.offset, length: span.length }, ...(repair ? { repair } : {}) };
}

/** Spans of nodes that are never closed extend to the end of the text. */
function convert(node: Node, text: string): SpecNode {
  const span = { offset: node.offset, length: node.length >= 0 ? node.length : text.length - node.offset };
  if (node.type === 'object') {
    const members = properties(node).map((property) => convertMember(property, text));
    return { ...span, kind: 'object', members, ...indexOf(members) };
  }
  if (node.type === 'array') {
    const items = (node.children ?? []).filter((item) => item.type !== 'property');
    return { ...span, kind: 'array', items: items.map((item) => convert(item, text)) };
  }
  if (node.type === 'null') return { ...span, kind: 'null', value: null };
  const value = node.value as string | number | boolean;
  return { ...span, kind: typeof value as 'string' | 'number' | 'boolean', value };
}

/** The parser nests a member under an incomplete predecessor; this makes them siblings again. */
function properties(node: Node): Node[] {
  return (node.children ?? []).flatMap((property) => {
    if (property.type !== 'property') return [];
    return [property, ...properties(property)];
  });
}

function convertMember(property: Node, text: string): Member {
  const key = property.children![0]!;
  const valueNode = property.children?.slice(1).find((node) => node.type !== 'property');
  const value = valueNode ? convert(valueNode, text) : null;
  const end = value ? value.offset + value.length : key.offset + key.length;
  return {
    key: String(key.value),
    keySpan: { offset: key.offset, length: key.length },
    value,
    offset: key.offset,
    length: end - key.offset,
  };
}
