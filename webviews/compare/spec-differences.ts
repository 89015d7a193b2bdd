import { parse } from 'jsonc-parser';
import { strings } from './strings.ts';

/** The differences of two specs as `path: one → other`; comments and layout do not count. */
export function specDifferences(one: string, other: string): readonly string[] {
  return differences('', parse(one), parse(other));
}

function differences(path: string, one: unknown, other: unknown): readonly string[] {
  if (isContainer(one) && isContainer(other) && Array.isArray(one) === Array.isArray(other)) {
    const keys = [...new Set([...Object.keys(one), ...Object.keys(other)])];
    return keys.flatMap((key) => differences(join(path, key, Array.isArray(one)), one[key], other[key]));
  }
  return JSON.stringify(one) === JSON.stringify(other) ? [] : [`${path || strings.all}: ${text(one)} → ${text(other)}`];
}

function isContainer(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function join(path: string, key: string, list: boolean): string {
  if (list) return `${path}[${key}]`;
  return path === '' ? key : `${path}.${key}`;
}

const LONGEST = 80;

function text(value: unknown): string {
  if (value === undefined) return strings.absent;
  const json = JSON.stringify(value);
  return json.length > LONGEST ? `${json.slice(0, LONGEST)}…` : json;
}
