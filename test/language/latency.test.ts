/** Completions behind edits of a spec of 2000 lines; `times.full.test.ts` measures how long they take. */
import { expect, test } from 'vitest';
import type { CompletionItem } from 'vscode-languageserver';
import { createVocabulary } from '../../daemon/language/vocabulary/vocabulary.ts';
import { startEditor } from './client.ts';
import { largeSpec } from './large-spec.ts';

const EDITS = 8;

test('completion right behind an edit of a 2000-line spec waits for no check, unlike hints', async () => {
  const editor = await startEditor();
  const file = editor.open('file:///nowhere/large.flow.json', largeSpec(2000));
  expect(file.text.split('\n').length).toBeGreaterThan(2000);
  expect((await file.diagnostics()).filter(({ severity }) => severity === 1)).toEqual([]);
  // From here on no check comes before this test has ended.
  const patient = await startEditor({ ports: { delays: { check: 600_000, checkAtMost: 600_000 } } });
  const typed = patient.open(file.uri, file.text);
  let hinted = false;
  for (let i = 0; i < EDITS; i++) {
    // A new layer near the middle is begun with a quote, deeper and deeper into the text.
    const at = typed.text.indexOf(
      '    { "type": "permutation"',
      Math.floor((typed.text.length * (i + 1)) / (EDITS + 2)),
    );
    const begun = '{ "type": "';
    typed.splice(at, 0, `${begun}" },\n`);
    const range = { start: { line: 0, character: 0 }, end: { line: 200, character: 0 } };
    void typed.ask('textDocument/inlayHint', { range }).then(
      () => {
        hinted = true;
      },
      // The end of the connection.
      () => {},
    );
    const items = await typed.ask<CompletionItem[]>('textDocument/completion', {
      position: typed.document.positionAt(at + begun.length),
    });
    expect(items.map(({ label }) => label)).toContain('spline-coupling');
    typed.splice(at, begun.length + 5, '');
  }
  expect(hinted).toBe(false);
  editor.close();
  patient.close();
});

test('the schema, which a first completion would wait for, is made once the first text is checked', async () => {
  const vocabulary = createVocabulary();
  let asked = 0;
  const schemaOf = (model: string | null) => {
    asked++;
    return vocabulary.schemaOf(model);
  };
  const editor = await startEditor({ vocabulary: { ...vocabulary, schemaOf } });
  const file = editor.open('file:///nowhere/warm.flow.json', largeSpec(20));
  await file.diagnostics();
  await expect.poll(() => asked).toBe(1);
  // Once, and not at every check.
  file.replace('"type"', ' "type"');
  await file.diagnostics();
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(asked).toBe(1);
  expect(editor.errors).toEqual([]);
  editor.close();
});
