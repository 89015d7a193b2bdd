import { alternatives, type JsonSchema, schemaAt, wordsOf } from './json-schema.ts';

/** The part of a zod issue that we read. */
export interface Issue {
  readonly code: string;
  readonly path: readonly PropertyKey[];
  readonly message: string;
  readonly keys?: readonly string[];
  readonly errors?: readonly (readonly Issue[])[];
}

/**
 * A value that matches no choice of a union fails in each of them. If only one choice has the value's kind (an object
 * among texts) or its `type`, the author meant that one, and its own issue says more, so it is returned.
 */
export function pickBranch(issue: Issue, root: unknown, schema: JsonSchema): Issue {
  if (issue.code !== 'invalid_union' || !issue.errors) return issue;
  const value = issue.path.reduce<unknown>((at, key) => (at as Record<PropertyKey, unknown> | undefined)?.[key], root);
  const at = schemaAt(schema, issue.path);
  if (!at || typeof value !== 'object' || value === null) return issue;
  const kind = Array.isArray(value) ? 'array' : 'object';
  const options = alternatives(at);
  const ofKind = options.filter((option) => option.type === kind);
  const meant = ofKind.length === 1 ? ofKind[0]! : ofKind.find((option) => hasTypeOf(option, value));
  if (meant === undefined) return issue;
  const branch =
    options.length === issue.errors.length
      ? issue.errors[options.indexOf(meant)]
      : issue.errors.find((errors) => errors.length > 0 && !errors.some(isRootTypeError));
  const first = branch?.[0];
  if (!first) return issue;
  return pickBranch({ ...first, path: [...issue.path, ...first.path] }, root, schema);
}

/** Whether the value's `type` is a word of the option's. */
function hasTypeOf({ properties }: JsonSchema, value: object): boolean {
  const { type } = value as { readonly type?: unknown };
  return properties?.type !== undefined && wordsOf(properties.type).some((word) => word === type);
}

function isRootTypeError(issue: Issue): boolean {
  // A union in a union is of another kind if all its choices are.
  if (issue.path.length === 0 && issue.errors?.every((errors) => errors.some(isRootTypeError)) === true) return true;
  return issue.path.length === 0 && (issue.code === 'invalid_type' || issue.code === 'invalid_value');
}
