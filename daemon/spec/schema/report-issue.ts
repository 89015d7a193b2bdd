import { cut } from '../../errors/cut.ts';
import type { Finding, ProposedFix, Report } from '../diagnostic.ts';
import { fix, replace, setMember } from '../fixes/edits.ts';
import {
  findMember,
  itemPath,
  keyPath,
  type Member,
  type ObjectNode,
  openingBrace,
  type Place,
  type SpecNode,
  toValue,
} from '../text/node.ts';
import type { Span } from '../text/range.ts';
import { suggest } from '../text/suggest.ts';
import { brokenBound, expectation, partsOf, shown } from './expectation.ts';
import { alternatives, builtValues, type JsonSchema, schemaAt, wordsOf } from './json-schema.ts';
import type { Issue } from './union-issue.ts';

export interface IssueContext {
  readonly subject: string;
  readonly schema: JsonSchema;
  /** Known keys of the object that the schema does not list. */
  readonly handled: readonly string[];
}

/** Reports a schema issue in the words of this language, at the token that it is about. */
export function reportIssue(report: Report, root: Place<ObjectNode>, issue: Issue, context: IssueContext): void {
  const target = walk(root, issue.path);
  if (issue.code === 'unrecognized_keys' && target.node?.kind === 'object') {
    const place = { node: target.node, path: target.path };
    reportUnknownKeys(report, place, issue.keys ?? [], issue.path, context);
    return;
  }
  if (target.node === null) {
    reportMissing(report, target, context);
    return;
  }
  reportWrongValue(report, { node: target.node, path: target.path }, issue, context);
}

interface Target {
  /** null: the value is absent from `parent`. */
  readonly node: SpecNode | null;
  readonly path: string;
  readonly parent: SpecNode;
  readonly key: string;
  readonly schemaPath: readonly PropertyKey[];
}

function walk(root: Place<ObjectNode>, path: readonly PropertyKey[]): Target {
  let target: Target = { node: root.node, path: root.path, parent: root.node, key: '', schemaPath: path };
  for (const step of path) {
    const parent: SpecNode | null = target.node;
    if (parent === null) return target;
    const key = String(step);
    const isItem = parent.kind === 'array' && typeof step === 'number';
    const node: SpecNode | null = isItem
      ? (parent.items[step] ?? null)
      : parent.kind === 'object'
        ? (findMember(parent, key)?.value ?? null)
        : null;
    const at: string = isItem ? itemPath(target.path, step) : keyPath(target.path, key);
    target = { node, path: at, parent, key: isItem ? `${target.key}[${step}]` : key, schemaPath: path };
  }
  return target;
}

function reportUnknownKeys(
  report: Report,
  place: Place<ObjectNode>,
  keys: readonly string[],
  schemaPath: readonly PropertyKey[],
  context: IssueContext,
): void {
  const at = schemaAt(context.schema, schemaPath);
  const listed = at ? alternatives(at).flatMap((option) => Object.keys(option.properties ?? {})) : [];
  const known = [...new Set([...listed, ...(schemaPath.length === 0 ? context.handled : [])])];
  const free = known.filter((name) => findMember(place.node, name) === null);
  const owner = schemaPath.length === 0 ? context.subject : `${context.subject}'s ${lastKey(schemaPath)}`;
  const membersOf = Map.groupBy(place.node.members, (member) => member.key);
  for (const key of keys) {
    // `duplicate-key` reports the repetitions.
    for (const member of membersOf.get(key)?.slice(0, 1) ?? []) {
      const make = (): Finding => {
        const guess = suggest(key, free);
        const others = known.length > 0 ? `; known keys are ${known.join(', ')}` : '';
        return {
          code: 'unknown-key',
          severity: 'error',
          message: `unknown key '${cut(key)}' in ${owner}${guess ? `; did you mean '${guess}'?` : others}`,
          span: member.keySpan,
          path: keyPath(place.path, key),
          fixes: [guess ? renameKey(member, guess) : null],
        };
      };
      report.add({ severity: 'error', make });
    }
  }
}

/** `columns[0]` for an item of a list. */
function lastKey(path: readonly PropertyKey[]): string {
  const name = path.findLastIndex((key) => typeof key !== 'number');
  return path
    .slice(Math.max(0, name))
    .map((key) => (typeof key === 'number' ? `[${key}]` : String(key)))
    .join('');
}

function renameKey(member: Member, name: string): ProposedFix {
  return fix(`Change to '${name}'`, replace(member.keySpan, JSON.stringify(name)));
}

function reportMissing(report: Report, target: Target, context: IssueContext): void {
  const wanted = schemaAt(context.schema, target.schemaPath);
  const nested = target.schemaPath.length > 1;
  // A part is named by its own key: "context", not the source that it belongs to.
  const owner = nested ? labelOf(target.path.slice(0, target.path.lastIndexOf('.')), context.subject) : context.subject;
  report.add({
    code: 'wrong-value',
    severity: 'error',
    message: missingMessage(owner, target.key, wanted),
    span: namingToken(target.parent),
    path: target.path,
    fixes: [addSample(report.document.text, target, wanted)],
  });
}

function addSample(text: string, { parent, key }: Target, wanted: JsonSchema | null): ProposedFix | null {
  if (wanted?.sample === undefined || parent.kind !== 'object') return null;
  return fix(`Add "${key}": ${wanted.sample}`, setMember(text, parent, key, wanted.sample));
}

function missingMessage(owner: string, key: string, wanted: JsonSchema | null): string {
  if (wanted && 'const' in wanted) return `${owner} needs "${key}": ${JSON.stringify(wanted.const)}`;
  if (wanted && partsOf(wanted)) return `${owner} needs the key '${key}': ${key} must be ${partsOf(wanted)}`;
  return `${owner} needs the key '${key}'${wanted ? `: ${expectation(wanted)}` : ''}`;
}

/** The token that names an object's kind (`type`, `source`), else its opening brace. */
export function namingToken(node: SpecNode): Span {
  if (node.kind !== 'object') return node;
  const name = findMember(node, 'type')?.value ?? findMember(node, 'source')?.value;
  return name && name.kind === 'string' ? name : openingBrace(node);
}

function reportWrongValue(report: Report, place: Place, issue: Issue, context: IssueContext): void {
  const value = toValue(place.node);
  const name = labelOf(place.path, context.subject);
  report.add({
    code: 'wrong-value',
    severity: 'error',
    message: wrongValueMessage(name, value, written(report.document.text, place.node), issue, context.schema),
    span: place.node,
    path: place.path,
    fixes: repair(place.node, value, schemaAt(context.schema, issue.path)),
  });
}

/** `times`, `hidden[1]`: the last key of a path with the indices after it. */
function labelOf(path: string, subject: string): string {
  return /[^.[\]"]+(?:\[\d+\])*$|\["[^"]*"\](?:\[\d+\])*$/.exec(path)?.[0] ?? subject;
}

/** Numbers as they are written: the value of 1e400 is infinite, and a long one loses its last digits. */
function written(text: string, node: SpecNode): string {
  if (node.kind !== 'number' || node.length > 40) return shown(toValue(node));
  return text.slice(node.offset, node.offset + node.length);
}

function wrongValueMessage(name: string, value: unknown, found: string, issue: Issue, schema: JsonSchema): string {
  if (issue.code === 'custom') {
    if (!issue.message.startsWith('must ')) return issue.message;
    return issue.message.includes(', found ') ? `${name} ${issue.message}` : `${name} ${issue.message}, found ${found}`;
  }
  const wanted = schemaAt(schema, issue.path);
  if (!wanted) return `${name}: ${issue.message}, found ${found}`;
  if (partsOf(wanted) && isNumbers(value)) {
    return `${name} must be ${partsOf(wanted)}, found ${value.length} number${value.length === 1 ? '' : 's'}`;
  }
  const only = alternatives(wanted).filter((option) => option.type === 'integer' || option.type === 'number');
  const bound = typeof value === 'number' && only.length === 1 ? brokenBound(only[0]!, value) : null;
  const guess = typeof value === 'string' ? suggest(value, wordsOf(wanted)) : null;
  const hint = guess ? `; did you mean "${guess}"?` : '';
  return `${name} must be ${bound ?? expectation(wanted)}, found ${found}${hint}`;
}

function isNumbers(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'number');
}

function repair(node: SpecNode, value: unknown, wanted: JsonSchema | null): readonly ProposedFix[] {
  if (!wanted) return [];
  const guess = typeof value === 'string' ? suggest(value, wordsOf(wanted)) : null;
  if (guess) return [fix(`Change to "${guess}"`, replace(node, JSON.stringify(guess)))];
  const plain = typeof value === 'string' ? withoutQuotes(value, wanted) : null;
  if (plain !== null) return [fix(`Change to ${plain}`, replace(node, plain))];
  if (typeof value === 'number' && isListOf(wanted, value))
    return [fix(`Change to [${value}]`, replace(node, `[${value}]`))];
  if (typeof value === 'number') {
    const near = alternatives(wanted)
      .map((option) => nearest(option, value))
      .find((number) => number !== null);
    if (near !== undefined && near !== null)
      return [fix(`Change to ${near}, the nearest valid value`, replace(node, String(near)))];
  }
  return switchValues(wanted).map((choice) => fix(`Change to ${choice}`, replace(node, choice)));
}

/** All values of a key that is on, off, or one of a few words; empty for another key. */
function switchValues(wanted: JsonSchema): readonly string[] {
  const options = alternatives(wanted);
  const isClosed = options.every((option) => option.type === 'boolean' || option.enum !== undefined);
  if (!isClosed || options.length < 2 || !options.some(({ type }) => type === 'boolean')) return [];
  return options.flatMap((option) =>
    option.type === 'boolean' ? ['true', 'false'] : builtValues(option).map((value) => JSON.stringify(value)),
  );
}

/** A number or boolean that was written in quotes, if the schema would accept it without them. */
function withoutQuotes(text: string, wanted: JsonSchema): string | null {
  const options = alternatives(wanted);
  if (text === 'true' || text === 'false') return options.some(({ type }) => type === 'boolean') ? text : null;
  const value = text.trim() === '' ? Number.NaN : Number(text);
  return Number.isFinite(value) && options.some((option) => takes(option, value)) ? String(value) : null;
}

/** Whether the schema wants a list of numbers and would accept this one in it. */
function isListOf(wanted: JsonSchema, value: number): boolean {
  const options = alternatives(wanted);
  return options.every(({ type }) => type === 'array') && options.some(({ items }) => items && takes(items, value));
}

/** Whether a schema accepts a number. */
function takes(schema: JsonSchema, value: number): boolean {
  if (schema.type !== 'number' && !(schema.type === 'integer' && Number.isInteger(value))) return false;
  return brokenBound(schema, value) === null;
}

function nearest(schema: JsonSchema, value: number): number | null {
  if (schema.minimum !== undefined && value < schema.minimum) return schema.minimum;
  if (schema.maximum !== undefined && value > schema.maximum) return schema.maximum;
  return schema.type === 'integer' && Number.isFinite(value) && !Number.isInteger(value) ? Math.round(value) : null;
}
