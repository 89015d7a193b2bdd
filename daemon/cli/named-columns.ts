/** Columns that an option names. */
import type { ContextEncoding } from '../data/definition.ts';
import { suggest } from '../spec/text/suggest.ts';
import { usageError } from './usage-error.ts';

/**
 * Indices of the columns that a list separated by commas names, in its order. A name may contain commas; of several
 * readings the longest name counts. In double quotes, which double a quote inside, a name is read as it is.
 * @param context whose columns are not among these @throws FlowscopeError `usage` (exit 2)
 */
export function namedColumns(
  option: string,
  text: string,
  columns: readonly string[],
  context: readonly ContextEncoding[] = [],
): readonly number[] {
  const found: number[] = [];
  const parts = text.split(',');
  for (let start = 0; start < parts.length; ) {
    const ends = Array.from({ length: parts.length - start }, (_, i) => parts.length - i);
    const nameTo = (end: number) => parts.slice(start, end).join(',').trim();
    const end = ends.find((place) => indexOf(columns, nameTo(place)) >= 0);
    if (end === undefined) {
      const name = nameTo(start + 1);
      if (context.some(({ column }) => column === name)) throw contextColumn(option, name, columns);
      throw unknownColumn(option, name, columns);
    }
    found.push(indexOf(columns, nameTo(end)));
    start = end;
  }
  return found;
}

function indexOf(columns: readonly string[], name: string): number {
  const own = columns.indexOf(name);
  if (own >= 0) return own;
  const quoted = /^"((?:[^"]|"")*)"$/.exec(name)?.[1];
  return quoted === undefined ? -1 : columns.indexOf(quoted.replaceAll('""', '"'));
}

/** Names in a message. */
const SHOWN = 12;

function contextColumn(option: string, name: string, columns: readonly string[]) {
  return usageError(
    `--${option} has '${name}', which is a context column: the flow is given it, and has no density of it`,
    `${modeledText(columns)} --context gives context columns a value.`,
  );
}

function modeledText(columns: readonly string[]): string {
  const names = columns.slice(0, SHOWN).map((column) => (column.includes(',') ? `"${column}"` : column));
  return `The modeled columns are ${names.join(', ')}${columns.length > SHOWN ? ', …' : ''}.`;
}

function unknownColumn(option: string, name: string, columns: readonly string[]) {
  if (name === '') {
    return usageError(`--${option} has an empty name`, `Separate the names with one comma: --${option} a,b`);
  }
  const near = suggest(name, columns);
  return usageError(
    `--${option} has '${name}', which is not a modeled column${near === null ? '' : `; did you mean '${near}'?`}`,
    modeledText(columns),
  );
}
