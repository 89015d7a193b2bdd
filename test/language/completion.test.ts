/** Completion as a user meets it: while typing, inside quotes, in texts that break off. */
import { expect, test } from 'vitest';
import type { TextEdit } from 'vscode-languageserver';
import { parseSpec } from '../../daemon/spec/text/parse.ts';
import { CAPABILITIES } from './client.ts';
import { choose, completer, labels } from './completer.ts';
import { MOONS } from './moons.ts';

const cursor = completer();
const { at, ask, accepted, check, restart } = cursor;

test('an empty file becomes a whole flow', async () => {
  const text = accepted(choose(await at('|'), 'flow'));
  expect(await check(text)).toEqual([]);
});

test('the keys of the spec, required ones first, present ones left out', async () => {
  const items = await at('{ | }');
  const sorted = [...items].sort((a, b) => (a.sortText! < b.sortText! ? -1 : 1));
  expect(labels(sorted).slice(0, 2).sort()).toEqual(['data', 'layers']);
  expect(choose(items, 'layers').detail).toMatch(/^required/);
  const rest = labels(await at('{ "data": {}, | }'));
  expect(rest).not.toContain('data');
  expect(rest).toContain('training');
});

test('a flow is written with completions alone, starting from nothing', async () => {
  await at('{|}');
  cursor.file.splice(0, cursor.file.text.length, '{ "data": { "source": "" }, "layers": [ { "type": "" } ] }');
  const source = await ask(cursor.file.text.indexOf('"source": "') + '"source": "'.length);
  cursor.file.splice(0, cursor.file.text.length, accepted(choose(source, 'two-moons')));
  const type = await ask(cursor.file.text.indexOf('"type": "') + '"type": "'.length);
  cursor.file.splice(0, cursor.file.text.length, accepted(choose(type, 'affine-coupling')));
  expect(cursor.file.text).toContain(
    '"type": "affine-coupling", "mask": "alternate", "conditioner": { "type": "mlp" }',
  );
  expect(await check(cursor.file.text)).toEqual([]);
});

test('layer types inside quotes replace the whole text, closed or not', async () => {
  for (const broken of ['"aff|"', '"aff|', '"|"', '"|', '|']) {
    const items = await at(MOONS.replace('"actnorm"', broken));
    const item = choose(items, 'actnorm');
    expect(accepted(item)).toBe(MOONS);
    expect(item.filterText).toBe(broken.startsWith('"') ? '"actnorm"' : 'actnorm');
    expect(labels(items)).toEqual(expect.arrayContaining(['repeat', 'inverse', 'spline-coupling']));
  }
});

test('a closing quote ends the word: nothing pops up behind it', async () => {
  expect(await at(MOONS.replace('"actnorm"', '"actnorm"|'))).toEqual([]);
});

test('a whole layer in a list, with its main parameters and a comma where one is needed', async () => {
  const items = await at(
    MOONS.replace('    { "type": "affine-coupling", "conditioner": "net" }\n', '    |\n    { "type": "actnorm" }\n'),
  );
  const item = choose(items, 'spline-coupling');
  const text = accepted(item);
  expect(text).toContain('{ "type": "spline-coupling", "mask": "alternate", "conditioner": "net", "bins": 8 },\n');
  expect(await check(text)).toEqual([]);
});

test('repeat brings its list; lines keep the indentation', async () => {
  const item = choose(await at('{ "data": { "source": "rings" }, "layers": [ | ] }'), 'repeat');
  expect((item.textEdit as TextEdit).newText).toMatch(/"times": \$\{1:4\}, "layers": \[\n\t\{ "type": "\$2" \}\n\]/);
  expect(item.insertTextMode).toBe(2);
});

test('keys of a layer follow its type, wherever the type stands', async () => {
  const before = labels(await at('{ "layers": [ { "type": "spline-coupling", | } ] }'));
  const behind = labels(await at('{ "layers": [ { |, "type": "spline-coupling" } ] }'));
  expect(before).toEqual(behind);
  expect(before).toEqual(expect.arrayContaining(['mask', 'conditioner', 'bins', 'bound', 'tails']));
  expect(before).not.toContain('type');
  expect(labels(await at('{ "layers": [ { | } ] }'))).toEqual(['type']);
});

test('a key gets its default, and only its name where a colon follows', async () => {
  const bins = choose(await at('{ "layers": [ { "type": "spline-coupling", "b|" } ] }'), 'bins');
  expect(accepted(bins)).toBe('{ "layers": [ { "type": "spline-coupling", "bins": 8 } ] }');
  expect(bins.detail).toContain('default 8');
  expect(bins.documentation).toMatchObject({ kind: 'markdown' });
  const known = choose(await at('{ "layers": [ { "type": "spline-coupling", "b|": 3 } ] }'), 'bins');
  expect(accepted(known)).toBe('{ "layers": [ { "type": "spline-coupling", "bins": 3 } ] }');
});

test('a missing comma before a new line is put in', async () => {
  const items = await at('{\n  "data": { "source": "rings" }\n  "la|"\n}');
  expect(accepted(choose(items, 'layers'))).toMatch(/\},\n {2}"layers": \[/);
});

test('a colon is followed by a space', async () => {
  const items = await at('{ "training": { "recompute":| } }');
  expect(accepted(choose(items, 'true'))).toBe('{ "training": { "recompute": true } }');
});

test('nothing in comments and in names of ours', async () => {
  expect(await at('{ // |\n }')).toEqual([]);
  expect(await at('{ /* | */ }')).toEqual([]);
  expect(await at('{ "conditioners": { "|" } }')).toEqual([]);
});

test('the text may break off anywhere', async () => {
  for (let end = 0; end <= MOONS.length; end += 3) await at(`${MOONS.slice(0, end)}|`);
  expect(labels(await at('{ "layers": [ { "type": "affine-coupling", "sc|'))).toContain('scale');
  expect(labels(await at('{ "layers": [ { "type": "affine-coupling", "scale": "|'))).toEqual(['tanh', 'sigmoid']);
  expect(labels(await at('{ "layers": [ { "type": "affine-coupling", "scale": |\n "mask": "even" } ] }'))).toEqual([
    'tanh',
    'sigmoid',
  ]);
});

test('clients without snippets get plain text', async () => {
  await restart({ capabilities: { ...CAPABILITIES, textDocument: {} } });
  const items = await at('{ "data": { "source": "rings" }, "layers": [ { "type": "|" } ] }');
  for (const item of items) {
    expect(item.insertTextFormat).toBe(1);
    expect((item.textEdit as TextEdit).newText).not.toMatch(/\$\d|\$\{/);
  }
  expect(accepted(choose(items, 'affine-coupling'))).toContain('"mask": "alternate"');
});

test('wherever something is offered, accepting it leaves a text that reads', async () => {
  await restart({ capabilities: {} });
  await at(`|${MOONS}`);
  let count = 0;
  for (let offset = 0; offset <= MOONS.length; offset++) {
    for (const item of await ask(offset)) {
      const problems = parseSpec(accepted(item)).problems.map(({ message }) => message);
      // A key whose value only its author knows is left without one.
      const serious = problems.filter((message) => !message.startsWith('expected a value'));
      expect([serious, offset, item.label]).toEqual([[], offset, item.label]);
      count++;
    }
  }
  expect(count).toBeGreaterThan(1000);
});
