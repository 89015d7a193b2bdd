/** What this version cannot build is not offered. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import type { TextEdit } from 'vscode-languageserver';
import { registries } from '../../daemon/spec/check-spec.ts';
import { completer, labels } from './completer.ts';

const cursor = completer();
const { at, check } = cursor;

/** Words that the language knows and this version cannot build. */
const { layers, bases, conditioners, sources } = registries;
const UNAVAILABLE = [
  ...[...layers, ...bases, ...conditioners].filter(({ build }) => build === null).map(({ type }) => type),
  ...sources.filter(({ load }) => load === null).map(({ type }) => type),
  ...['cuda', 'reverse-kl', 'householder', 'orthogonal'],
];
/** Words that are also a key, an activation or a kind of noise. */
const HOMONYMS = ['tanh', 'uniform', 'leaky-relu'];
const unavailableIn = (text: string) =>
  UNAVAILABLE.filter((word) =>
    new RegExp(HOMONYMS.includes(word) ? `"type": "${word}"` : `["|,{]${word}["|,}]`).test(text),
  );

test('nothing is offered that is not available in this version; typed, it is said to be so', async () => {
  expect(UNAVAILABLE).toEqual(expect.arrayContaining(['tanh', 'sylvester', 'mixture']));
  const places = [
    '{ | }',
    '{ "backend": "|" }',
    '{ "data": { "source": "|" } }',
    '{ "data": | }',
    '{ "base": { "type": "|" } }',
    '{ "base": | }',
    '{ "base": { "type": "conditional-normal", | } }',
    '{ "conditioners": { "a": | } }',
    '{ "conditioners": { "a": { "type": "|" } } }',
    '{ "layers": [ | ] }',
    '{ "layers": [ { "type": "|" } ] }',
    '{ "layers": [ { "type": "linear", | } ] }',
    '{ "layers": [ { "type": "linear", "kind": "|" } ] }',
    '{ "layers": [ { "type": "dequantize", "kind": | } ] }',
    '{ "layers": [ { "type": "dequantize", | } ] }',
    '{ "layers": [ { "type": "affine-coupling", "conditioner": | } ] }',
    '{ "data": { "source": "idx" }, "layers": [ { "type": "affine-coupling", | } ] }',
    '{ "training": { "objective": | } }',
    '{ "training": { "objective": { "type": "|" } } }',
    '{ "training": { | } }',
  ];
  for (const place of places) {
    for (const { label, textEdit, detail = '' } of await at(place)) {
      const { newText } = textEdit as TextEdit;
      expect([place, label, unavailableIn(`"${label}" ${newText} ${detail}`)]).toEqual([place, label, []]);
    }
  }
  const offered = [...(await at('{ "layers": [ { "type": "|" } ] }')), ...(await at('{ "base": { "type": "|" } }'))];
  expect(labels(offered).filter((label) => HOMONYMS.includes(label))).toEqual([]);
  // Keys of what is typed all the same are known.
  expect(labels(await at('{ "layers": [ { "type": "sylvester", | } ] }'))).toEqual([]);
  expect(labels(await at('{ "base": { "type": "mixture", | } }'))).toContain('components');
  const typed = await check('{ "data": { "source": "rings" }, "layers": [ { "type": "sylvester" } ] }');
  expect(typed.map(({ code }) => code)).toEqual(['not-available']);
});

test('a hover lists the words that are available', async () => {
  const text = '{ "backend": "auto", "layers": [ { "type": "linear", "kind": "lu" }, { "type": "sylvester" } ] }';
  const file = cursor.editor.open(pathToFileURL(join(cursor.folder, 'hover.flow.json')).href, text);
  const hover = async (word: string) => {
    const position = file.document.positionAt(text.indexOf(word) + 2);
    const found = await file.ask<{ contents: { value: string } }>('textDocument/hover', { position });
    return found.contents.value;
  };
  for (const word of ['"backend"', '"linear"', '"kind"']) expect(unavailableIn(await hover(word))).toEqual([]);
  expect(await hover('"backend"')).toContain('"cpu"');
  expect(await hover('"sylvester"')).toContain('not available in this version');
});

test('the editor’s snippets hold nothing that is not available', async () => {
  const snippets = await readFile(new URL('../../extension/resources/snippets.json', import.meta.url), 'utf8');
  const bodies = Object.values(JSON.parse(snippets) as Record<string, { body: string[] }>).map(({ body }) => body);
  expect(bodies.length).toBeGreaterThan(10);
  for (const body of bodies) expect(unavailableIn(body.join('\n'))).toEqual([]);
});
