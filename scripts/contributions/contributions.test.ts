import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { pseudo, unmarked } from '../l10n/testing/pseudo.ts';

const read = (file: string): unknown => JSON.parse(readFileSync(file, 'utf8'));
const texts = read('package.nls.json') as Readonly<Record<string, string>>;
const KEY = /^%(.+)%$/;
/** Members of the manifest that users read, with those of `configurationDefaults`. */
const SHOWN = new Set([
  ...['description', 'displayName', 'title', 'category', 'name', 'contextualTitle', 'contents', 'label', 'aliases'],
  ...['markdownDescription', 'enumDescriptions', 'patternErrorMessage'],
]);
/** The parts of the manifest that users read, and not npm. */
const PARTS = ['displayName', 'description', 'capabilities', 'contributes'] as const;

/** Every string in a value, with the member that it is in; strings of a list are in the member of the list. */
function strings(value: unknown, member = ''): readonly (readonly [member: string, text: string])[] {
  if (typeof value === 'string') return [[member, value]];
  if (Array.isArray(value)) return value.flatMap((item) => strings(item, member));
  return Object.entries(value ?? {}).flatMap(([name, item]) => strings(item, name));
}

const manifest = read('package.json') as Readonly<Record<string, unknown>>;
const used = strings(manifest).flatMap(([, text]) => KEY.exec(text)?.[1] ?? []);

test('package.json, package.nls.json and the bundle are up to date: npm run contributions', () => {
  const { stderr, status } = spawnSync(process.execPath, ['scripts/contributions.ts', '--check'], { encoding: 'utf8' });
  expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
});

test('each text of the manifest has a key, and each key a text', () => {
  expect([...new Set(used)].sort()).toEqual(Object.keys(texts).sort());
});

test('in another language no text of the manifest stays English', () => {
  const shown = PARTS.flatMap((part) => strings(manifest[part], part)).filter(([member]) => SHOWN.has(member));
  const translated = shown.map(([, text]) => text.replace(KEY, (_, key: string) => pseudo(texts[key]!)));
  expect(translated.length).toBeGreaterThan(50);
  // The name of the extension is the same in all languages.
  expect(new Set(translated.map((text) => unmarked(text).trim()))).toEqual(new Set(['', 'Flowscope']));
});

test('links and code stay what they are in another language', () => {
  expect(pseudo('[New Flow](command:a.b) of {0} or `x`')).toBe('⟦[Ñéŵ Ƒłöŵ](command:a.b) öƒ {0} öř `x`⟧');
});
