import { FILE_KEYS } from '../../data/sources/file-keys.ts';
import type { JsonSchema } from '../../spec/schema/json-schema.ts';
import type { Word, WordKind } from '../vocabulary/vocabulary.ts';
import { code, escapeMarkdown, ownMarkdown } from './escape.ts';
import { expects } from './expects.ts';

const WHAT: Readonly<Record<WordKind, string>> = {
  layer: 'layer',
  conditioner: 'conditioner',
  base: 'base distribution',
  data: 'data source',
};

const SAMPLING = {
  closed: null,
  sequential: 'Sampling takes one pass per dimension.',
  iterative: 'Has no closed-form inverse: computing samples takes an iterative solver.',
} as const;

/** What a layer, conditioner, base or source does: formula, log-det, keys with their defaults, paper. Plain Markdown. */
export function documentWord(word: Word, kind: WordKind, schema: JsonSchema | null): string {
  const { summary, formula, logDet, reference } = word.documentation;
  const sampling = word.inverse === null ? null : SAMPLING[word.inverse];
  return [
    `**${escapeMarkdown(word.name)}** · ${WHAT[kind]}${word.available ? '' : ' · not available in this version'}`,
    ownMarkdown(summary),
    '```text',
    formula,
    ...(logDet === null ? [] : [`log|det| = ${logDet}`]),
    '```',
    ...(sampling === null ? [] : [escapeMarkdown(sampling)]),
    ...(schema === null ? [] : keyLines(schema)),
    ...(reference === null ? [] : ['', `Source: ${ownMarkdown(reference)}`]),
  ]
    .join('\n')
    .replace(/\n(?=\*\*|```text)/g, '\n\n')
    .replace(/^(\*\*.*)\n(?!\n)/, '$1\n\n');
}

function keyLines(schema: JsonSchema): string[] {
  const keys = Object.entries(schema.properties ?? {}).filter(([, property]) => property.const === undefined);
  if (keys.length === 0) return ['', 'No keys.'];
  return ['', ...keys.map(([key, property]) => `- ${keySummary(key, property, schema)}`)];
}

function keySummary(key: string, property: JsonSchema, owner: JsonSchema): string {
  const state = owner.required?.includes(key) ? ', **required**' : defaultText(property);
  return `${code(key)}: ${escapeMarkdown(isPath(key, owner) ? 'a path' : expects(property))}${state}`;
}

/** Keys of a data source that name a file or a folder. */
function isPath(key: string, { properties }: JsonSchema): boolean {
  return properties?.source !== undefined && FILE_KEYS.some((known) => known === key);
}

function defaultText({ default: value }: JsonSchema): string {
  return value === undefined ? '' : `, default ${code(JSON.stringify(value))}`;
}

/** Documents a key: its meaning, its values, its default. */
export function documentKey(key: string, property: JsonSchema, owner: JsonSchema): string {
  return [
    keySummary(key, property, owner),
    ...(property.description === undefined ? [] : ['', ownMarkdown(property.description)]),
  ].join('\n');
}
