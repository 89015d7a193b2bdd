/** Random edits of random specs: what the server knows after many small changes is what a fresh look at the text finds. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { expect } from 'vitest';
import type { TextEdit } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { checkSpec } from '../../daemon/spec/check-spec.ts';
import { type OpenFile, startEditor } from './client.ts';
import { largeSpec } from './large-spec.ts';
import { MOONS } from './moons.ts';

const EXAMPLES = fileURLToPath(new URL('../../examples/', import.meta.url));
const texts = [
  MOONS,
  largeSpec(60),
  '',
  '{}',
  ...readdirSync(EXAMPLES)
    .filter((name) => name.endsWith('.flow.json'))
    .map((name) => readFileSync(EXAMPLES + name, 'utf8')),
];

/** Pieces that people type, and pieces that nobody should. */
const PIECES = [
  '"',
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  '\n',
  '\r\n',
  ' ',
  '\\',
  '/',
  '//',
  '/*',
  '*/',
  '-',
  '1',
  '1e999',
  'true',
  'null',
  '"type"',
  '"layers": [',
  '{ "type": "repeat", "times": 2, "layers": [ { "type": "actnorm" } ] },',
  '"conditioner": "net"',
  '"affine-coupling"',
  '"__proto__": {',
  '\u{1F600}',
  '\u0000',
  '\uFEFF',
  '\u2028',
  '\\u00',
  '"path": "../../',
  '"mask": [0, 1]',
];

const edit = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  remove: fc.oneof({ weight: 3, arbitrary: fc.nat(6) }, fc.nat(200)),
  insert: fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...PIECES) }, fc.string({ maxLength: 12 }), fc.constant('')),
});
const session = fc.record({
  text: fc.constantFrom(...texts),
  edits: fc.array(edit, { minLength: 1, maxLength: 25 }),
  cursor: fc.double({ min: 0, max: 1, noNaN: true }),
});

const WHOLE = { start: { line: 0, character: 0 }, end: { line: 9999, character: 0 } };

/** Every request that an editor makes, at one position. */
function askAll(file: OpenFile, cursor: number): Promise<unknown[]> {
  const position = file.document.positionAt(Math.floor(cursor * file.text.length));
  return Promise.all([
    file.ask('textDocument/completion', { position }),
    file.ask('textDocument/hover', { position }),
    file.ask('textDocument/definition', { position }),
    file.ask('textDocument/references', { position, context: { includeDeclaration: true } }),
    file.ask('textDocument/prepareRename', { position }),
    file.ask('textDocument/documentSymbol'),
    file.ask('textDocument/documentLink'),
    file.ask('textDocument/foldingRange'),
    file.ask('textDocument/selectionRange', { positions: [position] }),
    file.ask('textDocument/formatting', { options: { tabSize: 2, insertSpaces: true } }),
    file.ask('textDocument/rangeFormatting', { range: WHOLE, options: { tabSize: 2, insertSpaces: true } }),
    file.ask('textDocument/codeAction', { range: WHOLE, context: { diagnostics: [] } }),
    file.ask('textDocument/codeLens'),
    file.ask('textDocument/inlayHint', { range: WHOLE }),
  ]);
}

/**
 * Fails where, after any edits, a feature answers otherwise than on a fresh text, or the diagnostics are not those of a fresh check.
 * @param runs random texts with random edits; equal runs are equal each time
 */
export async function randomEdits(runs: number): Promise<void> {
  const [edited, fresh] = [await startEditor(), await startEditor()];
  let number = 0;
  await fc.assert(
    fc.asyncProperty(session, async ({ text, edits, cursor }) => {
      const uri = `file:///nowhere/${number++}.flow.json`;
      const file = edited.open(uri, text);
      for (const { at, remove, insert } of edits) {
        const offset = Math.floor(at * file.text.length);
        file.splice(offset, Math.min(remove, file.text.length - offset), insert);
        // Somebody always asks while typing goes on.
        if (insert === '"')
          await file.ask('textDocument/completion', { position: file.document.positionAt(offset + 1) });
      }
      const diagnostics = await file.diagnostics();
      const expected = await checkSpec(file.text, {
        folder: '/nowhere',
        trusted: false,
        fileStem: String(number - 1),
      });
      expect(diagnostics.map(({ code, message, range }) => ({ code, message, range }))).toEqual(
        expected.diagnostics.map(({ code, message, range }) => ({ code, message, range })),
      );
      // The other editor never saw an edit; versions and with them nothing else may differ.
      const twin = fresh.open(uri, file.text);
      const [answers, again] = [await askAll(file, cursor), await askAll(twin, cursor)];
      const plain = (value: unknown) => JSON.parse(JSON.stringify(value).replaceAll(/"version":\d+/g, '"version":0'));
      expect(plain(answers)).toEqual(plain(again));
      // Formatting changes white space alone, and once is enough.
      const formatted = TextDocument.applyEdits(file.document, answers[9] as TextEdit[]);
      expect(formatted.replaceAll(/\s/g, '')).toBe(file.text.replaceAll(/\s/g, ''));
      twin.splice(0, twin.text.length, formatted);
      expect(await twin.ask('textDocument/formatting', { options: { tabSize: 2, insertSpaces: true } })).toEqual([]);
      file.close();
      twin.close();
    }),
    { numRuns: runs, seed: 20261122 },
  );
  expect([...edited.errors, ...fresh.errors]).toEqual([]);
  edited.close();
  fresh.close();
}
