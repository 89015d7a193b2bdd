/** Tables for people: a heading with a rule below, aligned columns, no box. */
import { createStyle, displayWidth, type Style } from './style.ts';

export interface Column {
  readonly title: string;
  /** Numbers are aligned right, text left. Default `left`. */
  readonly align?: 'left' | 'right';
  /** Cells that are too long go on below instead of being truncated; they have no escape codes. */
  readonly wraps?: boolean;
}

export interface TableOptions {
  readonly style?: Style;
  /** Columns of the terminal; the widest left-aligned column is truncated or wrapped until the table fits. Default: no limit. */
  readonly maxWidth?: number;
  /** Indices of rows with a rule above, e.g. the total. */
  readonly rulesBefore?: readonly number[];
}

const GAP = '  ';
const SMALLEST_COLUMN = 8;

/** Lines of a table, joined by line feeds, without a final one. A row with fewer cells than columns is padded. */
export function formatTable(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  options: TableOptions = {},
): string {
  const style = options.style ?? createStyle(false);
  const widths = columns.map((column, i) =>
    rows.reduce((widest, row) => Math.max(widest, displayWidth(row[i] ?? '')), displayWidth(column.title)),
  );
  shrink(widths, columns, options.maxWidth);
  const line = (cells: readonly string[]) =>
    columns
      .map((column, i) => pad(cut(cells[i] ?? '', widths[i]!), widths[i]!, column.align ?? 'left'))
      .join(GAP)
      .trimEnd();
  const lines = (cells: readonly string[]) => {
    const parts = columns.map((column, i) => (column.wraps ? wrapped(cells[i] ?? '', widths[i]!) : [cells[i] ?? '']));
    const height = Math.max(...parts.map(({ length }) => length));
    return Array.from({ length: height }, (_, at) => line(parts.map((part) => part[at] ?? '')));
  };
  const rule = style.dim('─'.repeat(widths.reduce((sum, width) => sum + width, GAP.length * (columns.length - 1))));
  const body = rows.flatMap((row, i) => (options.rulesBefore?.includes(i) ? [rule, ...lines(row)] : lines(row)));
  return [style.bold(line(columns.map((column) => column.title))), rule, ...body].join('\n');
}

function shrink(widths: number[], columns: readonly Column[], maxWidth: number | undefined): void {
  if (maxWidth === undefined) return;
  let excess = widths.reduce((sum, width) => sum + width, GAP.length * (widths.length - 1)) - maxWidth;
  while (excess > 0) {
    let widest = -1;
    columns.forEach((column, i) => {
      const shrinkable = column.align !== 'right' && widths[i]! > SMALLEST_COLUMN;
      if (shrinkable && (widest < 0 || widths[i]! > widths[widest]!)) widest = i;
    });
    if (widest < 0) return;
    widths[widest]!--;
    excess--;
  }
}

/** Lines of at most `width` columns, broken behind commas, else at spaces; what is longer without a space is truncated. */
function wrapped(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  const parts = text.split(/(?<=,) /);
  for (const word of parts.flatMap((part) => (displayWidth(part) <= width ? [part] : part.split(' ')))) {
    const last = lines.at(-1);
    if (last !== undefined && displayWidth(`${last} ${word}`) <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

/** Text truncated to a width with an ellipsis; truncated text loses its escape codes. */
export function cut(text: string, width: number): string {
  if (displayWidth(text) <= width) return text;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences start with ESC
  const characters = [...text.replace(/\u001b\[[0-9;]*m/g, '')];
  while (characters.length > 0 && displayWidth(characters.join('')) > width - 1) characters.pop();
  return `${characters.join('')}…`;
}

export function pad(text: string, width: number, align: 'left' | 'right'): string {
  const space = ' '.repeat(Math.max(0, width - displayWidth(text)));
  return align === 'right' ? space + text : text + space;
}
