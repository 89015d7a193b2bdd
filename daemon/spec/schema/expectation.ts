import { cut } from '../../errors/cut.ts';
import { alternatives, builtValues, type JsonSchema } from './json-schema.ts';

/** What a schema accepts, in words: "a whole number ≥ 1", "relu, tanh or elu". */
export function expectation(schema: JsonSchema): string {
  const parts = schema.wanted ?? partsOf(schema);
  if (parts !== null) return parts;
  const words: string[] = [];
  const others: string[] = [];
  for (const option of alternatives(schema)) {
    const values = option.enum ? builtValues(option) : 'const' in option ? [option.const] : null;
    if (values) words.push(...values.map((value) => JSON.stringify(value)));
    else if (option.type === 'boolean') words.push('true', 'false');
    else others.push(describeOne(option));
  }
  return listed([...new Set([...words, ...others])]);
}

/** "[height, width]": the names of a list's parts, which its description begins with; null for other schemas. */
export function partsOf({ prefixItems, description = '' }: JsonSchema): string | null {
  return prefixItems ? (/^\[[a-z]+(?:, [a-z]+)*\]/.exec(description)?.[0] ?? null) : null;
}

function listed(parts: readonly string[]): string {
  if (parts.length <= 1) return parts[0] ?? 'a value';
  return `${parts.slice(0, -1).join(', ')} or ${parts[parts.length - 1]}`;
}

function describeOne(schema: JsonSchema): string {
  switch (schema.type) {
    case 'integer':
      return `a whole number${bounds(schema)}`;
    case 'number':
      return `a number${bounds(schema)}`;
    case 'boolean':
      return 'true or false';
    case 'null':
      return 'null';
    case 'string':
      return textOf(schema);
    case 'array':
      return listOf(schema);
    case 'object':
      return objectOf(schema);
    default:
      return 'a value';
  }
}

function bounds(schema: JsonSchema): string {
  const low = schema.minimum ?? schema.exclusiveMinimum;
  const high = schema.maximum ?? schema.exclusiveMaximum;
  if (low !== undefined && high !== undefined) {
    const open = schema.minimum === undefined ? '(' : '[';
    const close = schema.maximum === undefined ? ')' : ']';
    return ` in ${open}${low}, ${high}${close}`;
  }
  if (low !== undefined) return schema.minimum === undefined ? ` > ${low}` : ` ≥ ${low}`;
  if (high !== undefined) return schema.maximum === undefined ? ` < ${high}` : ` ≤ ${high}`;
  return '';
}

function textOf(schema: JsonSchema): string {
  if (schema.pattern !== undefined) return `a string of the form ${schema.pattern}`;
  return schema.minLength === 1 ? 'a non-empty string' : 'a string';
}

function listOf(schema: JsonSchema): string {
  if (schema.prefixItems)
    return `a list of ${schema.prefixItems.length}: [${schema.prefixItems.map(describeOne).join(', ')}]`;
  const { minItems = 0, maxItems } = schema;
  if (isBits(schema.items) && maxItems === undefined) return 'a list of 0s and 1s';
  const count =
    maxItems === undefined ? (minItems > 0 ? ` of at least ${minItems}` : '') : ` of ${minItems} to ${maxItems}`;
  const of = schema.items && Object.keys(schema.items).length > 0 ? ` (each ${expectation(schema.items)})` : '';
  return `a list${count}${of}`;
}

/** Elements of a mask. */
function isBits(items: JsonSchema | undefined): boolean {
  return items !== undefined && expectation(items) === '0 or 1';
}

function objectOf(schema: JsonSchema): string {
  const keys = Object.keys(schema.properties ?? {});
  return keys.length === 0 || keys.length > 4 ? 'an object' : `an object {${keys.join(', ')}}`;
}

/** Only the bound that a number violates: "a whole number ≥ 1" for -2 in [1, 1000]. Null if it violates none. */
export function brokenBound(schema: JsonSchema, value: number): string | null {
  const kind = schema.type === 'integer' ? 'a whole number' : 'a number';
  // A number in the text that is too large for a double is beyond any bound.
  if (schema.type === 'integer' && Number.isFinite(value) && !Number.isInteger(value)) return null;
  if (schema.minimum !== undefined && value < schema.minimum) return `${kind} ≥ ${schema.minimum}`;
  if (schema.exclusiveMinimum !== undefined && value <= schema.exclusiveMinimum)
    return `${kind} > ${schema.exclusiveMinimum}`;
  if (schema.maximum !== undefined && value > schema.maximum) return `${kind} ≤ ${schema.maximum}`;
  if (schema.exclusiveMaximum !== undefined && value >= schema.exclusiveMaximum)
    return `${kind} < ${schema.exclusiveMaximum}`;
  const largest = schema.type === 'integer' ? Number.MAX_SAFE_INTEGER : Number.MAX_VALUE;
  if (value > largest) return `${kind} ≤ ${largest}`;
  if (value < -largest) return `${kind} ≥ ${-largest}`;
  return null;
}

/** A value as displayed in messages. */
export function shown(value: unknown): string {
  if (Array.isArray(value)) {
    const text = JSON.stringify(value);
    return text.length <= 40 ? text : `a list of ${value.length}`;
  }
  if (typeof value === 'object' && value !== null) return 'an object';
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length <= 60 ? text : `${cut(text, 59)}"`;
}
