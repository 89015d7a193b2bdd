import type * as z from 'zod';
import type { Report } from '../diagnostic.ts';
import { type ObjectNode, type Place, toValue } from '../text/node.ts';
import { type JsonSchema, jsonSchemaOf } from './json-schema.ts';
import { reportIssue } from './report-issue.ts';
import { type Issue, pickBranch } from './union-issue.ts';

export interface ObjectCheck<T> {
  readonly schema: z.ZodType<T>;
  /** Name of the object in messages, e.g. `affine-coupling`. */
  readonly subject: string;
  /** Keys that the caller checks itself. */
  readonly handled: readonly string[];
  /** Keys that the caller has reported as unknown. */
  readonly reported?: readonly string[];
}

/** Enough to remove every wrong key in turn; each round removes at least one. */
const MAX_ROUNDS = 64;

/**
 * Checks an object against its schema and reports every problem at its own token. In the returned value wrong keys have
 * their defaults too, so that later checks can continue; null if a required key is missing.
 */
export function checkObject<T>(report: Report, place: Place<ObjectNode>, check: ObjectCheck<T>): T | null {
  const value = toValue(place.node) as Record<string, unknown>;
  for (const key of [...check.handled, ...(check.reported ?? [])]) delete value[key];
  const described = lazy(() => jsonSchemaOf(check.schema));
  const reported: (readonly PropertyKey[])[] = [];
  for (let round = 0; round < MAX_ROUNDS; round++) {
    // Zod needs objects with a prototype; keys such as __proto__ are plain keys in this copy.
    const parsed = check.schema.safeParse(withPrototypes(value));
    if (parsed.success) return parsed.data;
    let removed = false;
    const before = [...reported];
    for (const raw of parsed.error.issues as readonly Issue[]) {
      // Once findings are only counted, no words for them are needed.
      if (report.full) {
        report.omit(raw.code === 'unrecognized_keys' ? (raw.keys ?? []).length : 1);
        removed = removeOffender(value, raw) || removed;
        continue;
      }
      const issue = pickBranch(raw, value, described());
      if (!followsFrom(issue, before)) {
        reportIssue(report, place, issue, { subject: check.subject, schema: described(), handled: check.handled });
      }
      if (issue.code !== 'unrecognized_keys') reported.push(issue.path);
      removed = removeOffender(value, issue) || removed;
    }
    if (!removed) return null;
  }
  return null;
}

/** Whether an issue is about a list or an object only because a wrong part of it, reported before, was removed. */
function followsFrom(issue: Issue, before: readonly (readonly PropertyKey[])[]): boolean {
  if (issue.code === 'unrecognized_keys' || issue.path.length === 0) return false;
  return before.some((path) => issue.path.every((key, i) => path[i] === key));
}

function lazy(make: () => JsonSchema): () => JsonSchema {
  let made: JsonSchema | null = null;
  return () => {
    made ??= make();
    return made;
  };
}

function withPrototypes(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withPrototypes);
  if (typeof value !== 'object' || value === null) return value;
  const copy: Record<string, unknown> = {};
  // `Object.entries` holds a native handle for each member, and a million of them leave the allocator's heap in fragments.
  for (const key of Object.keys(value)) {
    Object.defineProperty(copy, key, {
      value: withPrototypes(Reflect.get(value, key)),
      enumerable: true,
      writable: true,
      configurable: true,
    });
  }
  return copy;
}

/** Deletes the key that an issue is about, or the key whose list or object contains it. */
function removeOffender(root: Record<string, unknown>, issue: Issue): boolean {
  if (issue.code === 'unrecognized_keys') {
    const keys = issue.keys ?? [];
    const parent = lookUp(root, issue.path);
    if (isRecord(parent)) return keys.map((key) => deleteKey(parent, key)).some(Boolean);
  }
  for (let end = issue.path.length; end > 0; end--) {
    const key = issue.path[end - 1]!;
    const parent = lookUp(root, issue.path.slice(0, end - 1));
    if (typeof key === 'string' && isRecord(parent) && deleteKey(parent, key)) return true;
  }
  return false;
}

function deleteKey(parent: Record<string, unknown>, key: string): boolean {
  return Object.hasOwn(parent, key) && Reflect.deleteProperty(parent, key);
}

function lookUp(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((at, key) => (at as Record<PropertyKey, unknown> | null | undefined)?.[key], value);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
