/** What the first lines of a file tell: comments above the table, of which one may name the columns, and the separator. */
import { decodeUtf8 } from '../../../encoding/utf8.ts';
import { guessDelimiter, lacksFirstName, splitLine, WHITESPACE } from './delimiter.ts';
import { isUnit } from './number-forms.ts';
import { parseNumber } from './number-text.ts';

export interface TableTop {
  readonly delimiter: string;
  /** Comments above the first record; null: there are none. */
  readonly comments: TopComments | null;
  /** Whether the header does not name the first column. */
  readonly lacksFirstName: boolean;
}

export interface TopComments {
  readonly lines: number;
  /** The line that names the columns. */
  readonly names: { readonly line: number; readonly fields: readonly string[] } | null;
  /** Bytes of these lines. */
  readonly bytes: number;
}

/** Bytes at the beginning that are looked at, and lines in them that are no comments. */
const START = 65_536;
const LINES = 20;
const [LINE_FEED, RETURN, SIGN] = [0x0a, 0x0d, 0x23];

/** @param bytes the first ones of the file, without a byte order mark */
export function tableTop(bytes: Uint8Array, { delimiter: given }: { readonly delimiter: string }): TableTop {
  const start = bytes.subarray(0, START);
  const above = commentsIn(start);
  const comments = above !== null && above.bytes < start.length ? above : null;
  const all = rowLines(start, 0);
  const lines = comments === null ? all : rowLines(start, comments.bytes);
  const delimiter = given === 'auto' ? guessDelimiter(lines) : given;
  const rows = lines.map((line) => splitLine(line, delimiter));
  const width = rows[0]?.length ?? 0;
  if (comments === null || isColumn(comments.texts, delimiter, width)) {
    return { delimiter, comments: null, lacksFirstName: lacksFirstName(all.map((line) => splitLine(line, delimiter))) };
  }
  const isRow = rows[0]?.some((field) => parseNumber(field) !== null) === true;
  const names = isRow ? namesIn(comments.texts, delimiter, width) : null;
  const { texts, bytes: size } = comments;
  return {
    delimiter,
    comments: { lines: texts.length, names, bytes: size },
    lacksFirstName: names === null && lacksFirstName(rows),
  };
}

/** Lines at the beginning that begin with a number sign, or are empty between such lines. */
function commentsIn(start: Uint8Array): { readonly texts: readonly string[]; readonly bytes: number } | null {
  const texts: string[] = [];
  let [at, bytes, lines] = [0, 0, 0];
  while (at < start.length) {
    const end = lineEnd(start, at);
    const text = decodeUtf8(start.subarray(at, end));
    if (text.trim() !== '') {
      if (start[at] !== SIGN) break;
      bytes = end;
      lines = texts.length + 1;
    }
    texts.push(text);
    at = end;
  }
  return lines === 0 ? null : { texts: texts.slice(0, lines), bytes };
}

/** Where the next line begins. */
function lineEnd(bytes: Uint8Array, from: number): number {
  for (let at = from; at < bytes.length; at++) {
    if (bytes[at] === LINE_FEED) return at + 1;
    if (bytes[at] === RETURN) return bytes[at + 1] === LINE_FEED ? at + 2 : at + 1;
  }
  return bytes.length;
}

/** The first lines that are not empty, and complete. */
function rowLines(start: Uint8Array, from: number): readonly string[] {
  const lines = decodeUtf8(start.subarray(from)).split(/\r\n|\n|\r/);
  // The last line may go on.
  if (start.length === START && lines.length > 1) lines.pop();
  return lines.filter((line) => line.trim() !== '').slice(0, LINES);
}

/** Whether the only line is a header whose first column is called by the sign, as the numbers of rows are. */
function isColumn(texts: readonly string[], delimiter: string, width: number): boolean {
  const [only, ...more] = texts;
  const fields = splitLine(only ?? '', delimiter);
  return more.length === 0 && fields[0] === '#' && fields.length === width;
}

/** The last comment that divides into as many fields as the rows have; if it has units, the one above it. */
function namesIn(texts: readonly string[], delimiter: string, width: number): TopComments['names'] {
  const found = texts.flatMap((text, index) => {
    const fields = fieldsOf(text, delimiter, width);
    return fields === null ? [] : [{ line: index + 1, fields }];
  });
  const [last, before] = [found.at(-1), found.at(-2)];
  if (last === undefined) return null;
  const areUnits = last.fields.every(isUnit) && before?.line === last.line - 1;
  return areUnits ? before : last.fields.some((field) => parseNumber(field) !== null) ? null : last;
}

/** null: none of the usual separators divides it into so many. */
function fieldsOf(text: string, delimiter: string, width: number): readonly string[] | null {
  const content = text.replace(/^#+/, '').trim();
  const separators = width === 1 ? [] : [...[',', '\t', ';', '|'].filter((each) => content.includes(each)), delimiter];
  const ways = [
    ...separators.map((each) => splitLine(content, each)),
    // `time [s] flux [Jy]`
    content.match(/[^\s[(]+(?:\s*(?:\[[^\]]*\]|\([^)]*\)))*/g) ?? [],
    splitLine(content, WHITESPACE),
  ];
  const fields = ways.find((way) => way.length === width && way.every((field) => field !== ''));
  return fields?.map((field) => field.replace(/^"(.*)"$/, '$1')) ?? null;
}
