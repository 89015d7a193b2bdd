import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { translationElement } from '../../../protocol/panel/translation-element.ts';
import { acceptedLanguages, readTranslation } from './read-translation.ts';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'flowscope-translation-'));
  await writeFile(join(folder, 'panels.de.json'), JSON.stringify({ layers: { heading: 'Schichten' } }));
  await writeFile(join(folder, 'panels.pt-br.json'), JSON.stringify({}));
  await writeFile(join(folder, 'panels.xx.json'), JSON.stringify({ layers: 1 }));
});

afterAll(() => rm(folder, { recursive: true }));

test.each([
  [['de'], 'de'],
  [['de-AT'], 'de'],
  [['pt-br'], 'pt-br'],
  [['pt'], undefined],
  [['fr', 'de'], 'de'],
  [['en-US', 'de'], undefined],
  // Its file is no translation.
  [['xx'], undefined],
  [['../de', 'panels.de', ''], undefined],
])('%o', (languages, locale) => {
  expect(readTranslation(folder, languages)?.locale).toBe(locale);
});

test('the languages of a browser, preferred first', () => {
  expect(acceptedLanguages('fr;q=0.5, de-AT, *;q=0, en;q=0.8')).toEqual(['de-AT', 'en', 'fr']);
  expect(acceptedLanguages(undefined)).toEqual([]);
});

test('no text ends the element that holds it', () => {
  const element = translationElement({ locale: 'de', tables: { view: { a: '</script><script>alert(1)</script>' } } });
  expect(element.match(/<\/script>/g)).toHaveLength(1);
  expect(translationElement(null)).toBe('');
});
