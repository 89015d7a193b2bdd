/** Texts with tab stops, in LSP snippet syntax. */
import { alternatives, builtValues, type JsonSchema } from '../../spec/schema/json-schema.ts';

/** Generates the numbers of tab stops. */
export interface Stops {
  next(): number;
}

export function createStops(): Stops {
  let last = 0;
  return { next: () => ++last };
}

export function escapeSnippet(text: string): string {
  return text.replace(/[\\$}]/g, '\\$&');
}

export function placeholder(stops: Stops, text: string): string {
  return `\${${stops.next()}:${escapeSnippet(text)}}`;
}

export function choice(stops: Stops, values: readonly string[]): string {
  if (values.length === 0) return `$${stops.next()}`;
  if (values.length === 1) return placeholder(stops, values[0]!);
  return `\${${stops.next()}|${values.map((value) => value.replace(/[\\$},|]/g, '\\$&')).join(',')}|}`;
}

/** A value for a key: its default, its words as a choice, or an empty value of the right kind. */
export function valueSnippet(stops: Stops, schema: JsonSchema, preset?: unknown): string {
  const options = alternatives(schema);
  const value = preset ?? schema.default ?? schema.const;
  const words = options.flatMap((option) => builtValues(option).filter((word) => typeof word === 'string'));
  if (words.length > 0 && (value === undefined || typeof value === 'string')) {
    const first = typeof value === 'string' ? [value] : [];
    return choice(
      stops,
      [...new Set([...first, ...words])].map((word) => JSON.stringify(word)),
    );
  }
  if (typeof value === 'boolean') return choice(stops, [String(value), String(!value)]);
  if (Array.isArray(value) && value.length > 0) {
    return `[${value.map((item) => placeholder(stops, JSON.stringify(item))).join(', ')}]`;
  }
  const isPlain = typeof value === 'string' || typeof value === 'number';
  if (isPlain) return placeholder(stops, JSON.stringify(value));
  return emptyOf(stops, options.find(({ type }) => type !== 'null') ?? {});
}

function emptyOf(stops: Stops, schema: JsonSchema): string {
  switch (schema.type) {
    case 'string':
      return `"$${stops.next()}"`;
    case 'boolean':
      return choice(stops, ['true', 'false']);
    case 'array':
      return `[$${stops.next()}]`;
    case 'object':
      return `{ $${stops.next()} }`;
    default:
      return schema.$ref === undefined ? `$${stops.next()}` : `{ "type": "$${stops.next()}" }`;
  }
}

const MARKS = /\\(.)|\$\{\d+\|((?:[^\\|]|\\.)*)\|\}|\$\{\d+:((?:[^\\}]|\\.)*)\}|\$\d+/gs;

/** The same text without tab stops, for clients that do not support snippets. */
export function plainText(snippet: string): string {
  return snippet.replace(MARKS, (_all, escaped?: string, list?: string, text?: string) => {
    if (escaped !== undefined) return escaped;
    if (list !== undefined) return unescapeSnippet(/^(?:[^\\,]|\\.)*/s.exec(list)![0]);
    return text === undefined ? '' : unescapeSnippet(text);
  });
}

function unescapeSnippet(text: string): string {
  return text.replace(/\\(.)/gs, '$1');
}
