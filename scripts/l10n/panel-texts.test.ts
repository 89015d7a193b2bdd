import { glob, readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { expect, test } from 'vitest';
import { translatedTables } from '../../protocol/panel/panel-translation.ts';
import { PANELS } from '../../protocol/panel/panels.ts';
import { panelTexts, translationProblems } from './panel-texts.ts';

test('each panel has a table, and so has what panels share', async () => {
  const names = Object.keys(await panelTexts());
  expect(names).toEqual([...PANELS, 'charts', 'corner', 'components', 'format', 'preview', 'report', 'view'].sort());
});

test('checked-in translations fit the English texts', async () => {
  const english = await panelTexts();
  for await (const file of glob('l10n/panels.*.json')) {
    const translated = translatedTables.parse(JSON.parse(await readFile(file, 'utf8')));
    expect([basename(file), translationProblems(english, translated)]).toEqual([basename(file), []]);
  }
});

test('a translation that does not fit', () => {
  const english = {
    a: { heading: 'Heading', step: 'step {step}', rows: { one: '{count} row', other: '{count} rows' } },
  };
  const rows = { one: 'eine Zeile', other: '{count} Zeilen' };
  expect(translationProblems(english, { a: { heading: 'Titel', step: 'Schritt {step}', rows } })).toEqual([]);
  const wrong = { a: { heading: rows, step: 'Schritt {n}', rows: { one: '{count}' } }, b: { heading: 'Titel' } };
  expect(translationProblems(english, wrong)).toEqual([
    'a.heading: not a plural',
    'a.step: {step} is missing',
    'a.step: {n} has no value',
    'a.rows: the form `other` is missing',
    'b.heading: there is no such text',
  ]);
});
