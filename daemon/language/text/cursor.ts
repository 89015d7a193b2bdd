import { createScanner } from 'jsonc-parser';
import type { Span } from '../../spec/text/range.ts';

/** An object or list that is open at the cursor. */
export interface Container {
  readonly kind: 'object' | 'array';
  /** Offset of its opening bracket. */
  readonly offset: number;
  /** Key or index in its parent; null for the outermost one. */
  readonly step: string | number | null;
  /** Members before the cursor whose values are plain texts. */
  readonly texts: ReadonlyMap<string, string>;
}

/** The word or text under the cursor. */
export interface CursorToken extends Span {
  readonly quoted: boolean;
  readonly closed: boolean;
}

/** What the language expects at an offset. Determined from the text before it, so the text may be incomplete. */
export interface Cursor {
  /** Outermost first. */
  readonly containers: readonly Container[];
  readonly at: 'key' | 'value' | 'nowhere';
  /** In an object: the key of the value at the cursor. In a list: the index. */
  readonly step: string | number | null;
  /** null between tokens. */
  readonly token: CursorToken | null;
  /** At a key: whether a colon follows it. */
  readonly colonFollows: boolean;
  /** Offset where a comma is missing before the cursor, or null. */
  readonly missingComma: number | null;
  /** The next member or item follows without a comma. */
  readonly commaNeededAfter: boolean;
}

interface Frame {
  readonly kind: 'object' | 'array';
  readonly offset: number;
  readonly step: string | number | null;
  readonly texts: Map<string, string>;
  state: 'key' | 'colon' | 'value' | 'comma';
  key: string;
  index: number;
  /** End of the last token, and its value if it is a text. */
  lastEnd: number;
  lastText: string | null;
}

/**
 * Finds what is around `offset` (UTF-16 units). A token is under the cursor if the cursor is inside it or at its end.
 */
export function cursorAt(text: string, offset: number): Cursor {
  const scanner = createScanner(text, false);
  const frames: Frame[] = [];
  for (scanner.scan(); scanner.getTokenOffset() < text.length; scanner.scan()) {
    const start = scanner.getTokenOffset();
    const end = start + scanner.getTokenLength();
    if (start >= offset) break;
    const kind = kindOf(text, start);
    if (kind === 'line comment' || kind === 'block comment') {
      if (offset < end || (offset === end && kind === 'line comment')) return nowhere(frames);
      continue;
    }
    if (kind === 'space') continue;
    if (offset <= end && (kind === 'text' || kind === 'word')) return inToken(text, offset, frames, start, end);
    advance(frames, kind, start, end, scanner.getTokenValue());
  }
  return betweenTokens(text, offset, frames);
}

type TokenKind = '{' | '}' | '[' | ']' | ',' | ':' | 'text' | 'word' | 'space' | 'line comment' | 'block comment';

/** The scanner's names of kinds exist only at compile time, but a token's first character is enough. */
function kindOf(text: string, start: number): TokenKind {
  const first = text[start]!;
  switch (first) {
    case '{':
    case '}':
    case '[':
    case ']':
    case ',':
    case ':':
      return first;
    case '"':
      return 'text';
    case '/':
      return text[start + 1] === '/' ? 'line comment' : text[start + 1] === '*' ? 'block comment' : 'word';
    default:
      return /\s/.test(first) ? 'space' : 'word';
  }
}

function advance(frames: Frame[], kind: TokenKind, start: number, end: number, value: string): void {
  const frame = frames.at(-1);
  switch (kind) {
    case '{':
    case '[': {
      const step = frame === undefined ? null : beginValue(frame);
      frames.push({
        kind: kind === '{' ? 'object' : 'array',
        offset: start,
        step,
        texts: new Map(),
        state: kind === '{' ? 'key' : 'value',
        key: '',
        index: 0,
        lastEnd: end,
        lastText: null,
      });
      return;
    }
    case '}':
    case ']': {
      // A bracket closes the next container of its kind; the open ones inside it are incomplete.
      const wanted = kind === '}' ? 'object' : 'array';
      const at = frames.findLastIndex((open) => open.kind === wanted);
      if (at >= 0) frames.length = at;
      const parent = frames.at(-1);
      if (parent) parent.lastEnd = end;
      return;
    }
  }
  if (frame === undefined) return;
  if (kind === ',') {
    if (frame.kind === 'array') frame.index++;
    frame.state = frame.kind === 'object' ? 'key' : 'value';
  } else if (kind === ':') {
    // `"a": "b": …`: the value of a is missing, and b is the next key.
    if (frame.kind === 'object' && frame.state === 'comma' && frame.lastText !== null) {
      frame.texts.delete(frame.key);
      frame.key = frame.lastText;
    }
    if (frame.kind === 'object') frame.state = 'value';
  } else if (frame.kind === 'object' && frame.state !== 'value') {
    frame.key = value;
    frame.state = 'colon';
  } else {
    beginValue(frame);
    if (kind === 'text') frame.texts.set(frame.key, value);
  }
  frame.lastEnd = end;
  frame.lastText = kind === 'text' ? value : null;
}

/** Records that a value begins; returns its key or index in the parent. */
function beginValue(frame: Frame): string | number {
  if (frame.kind === 'array' && frame.state === 'comma') frame.index++;
  frame.state = 'comma';
  frame.lastText = null;
  return frame.kind === 'object' ? frame.key : frame.index;
}

function nowhere(frames: readonly Frame[]): Cursor {
  return {
    containers: frames,
    at: 'nowhere',
    step: null,
    token: null,
    colonFollows: false,
    missingComma: null,
    commaNeededAfter: false,
  };
}

function inToken(text: string, offset: number, frames: readonly Frame[], start: number, end: number): Cursor {
  const frame = frames.at(-1);
  if (frame === undefined) return nowhere(frames);
  const quoted = text[start] === '"';
  const closed = quoted && end - start >= 2 && text[end - 1] === '"' && !endsInEscape(text, start, end);
  // An unclosed text extends to the end of the line; only the word at the cursor is meant.
  const until = quoted && !closed ? offset + /^[\w./-]*/.exec(text.slice(offset, end))![0].length : end;
  const token: CursorToken = { offset: start, length: until - start, quoted, closed };
  const colonFollows = nextToken(text, until) === ':';
  const isKey = frame.kind === 'object' && (frame.state !== 'value' || (quoted && colonFollows));
  const missing = frame.state === 'comma' && !(frame.kind === 'object' && !isKey) ? frame.lastEnd : null;
  return {
    containers: frames,
    at: isKey ? 'key' : 'value',
    step: frame.kind === 'object' ? (isKey ? null : frame.key) : frame.index + (frame.state === 'comma' ? 1 : 0),
    token,
    colonFollows,
    missingComma: missing,
    commaNeededAfter: !colonFollows && startsValue(nextToken(text, until)),
  };
}

function betweenTokens(text: string, offset: number, frames: readonly Frame[]): Cursor {
  const frame = frames.at(-1);
  if (frame === undefined) return nowhere(frames);
  const apart = text.slice(frame.lastEnd, offset).includes('\n');
  // After a value, only a new line begins something new, and then a comma is missing.
  if (frame.state === 'colon' || (frame.state === 'comma' && !apart)) return nowhere(frames);
  const isKey = frame.kind === 'object' && frame.state !== 'value';
  const next = nextToken(text, offset);
  // The value already exists.
  if (frame.kind === 'object' && !isKey && startsValue(next) && !isKeyAhead(text, offset)) return nowhere(frames);
  return {
    containers: frames,
    at: isKey ? 'key' : 'value',
    step: frame.kind === 'object' ? (isKey ? null : frame.key) : frame.index + (frame.state === 'comma' ? 1 : 0),
    token: null,
    colonFollows: false,
    missingComma: frame.state === 'comma' ? frame.lastEnd : null,
    commaNeededAfter: startsValue(next),
  };
}

function endsInEscape(text: string, start: number, end: number): boolean {
  let backslashes = 0;
  for (let i = end - 2; i > start && text[i] === '\\'; i--) backslashes++;
  return backslashes % 2 === 1;
}

/** The first character of the next token that is not a comment, or '' at the end. */
function nextToken(text: string, from: number): string {
  const scanner = createScanner(text, true);
  scanner.setPosition(from);
  scanner.scan();
  return text[scanner.getTokenOffset()] ?? '';
}

/** Whether the next token is a text followed by a colon. */
function isKeyAhead(text: string, from: number): boolean {
  const scanner = createScanner(text, true);
  scanner.setPosition(from);
  scanner.scan();
  if (text[scanner.getTokenOffset()] !== '"') return false;
  return nextToken(text, scanner.getTokenOffset() + scanner.getTokenLength()) === ':';
}

function startsValue(first: string): boolean {
  return first !== '' && !'}],:'.includes(first);
}
