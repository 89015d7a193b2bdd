/** Time from an edit to the completions behind it, on a spec of 2000 lines, while the checks of the edits go on. */
import { expect, test } from 'vitest';
import type { CompletionItem } from 'vscode-languageserver';
import { TIMED } from '../../daemon/testing/timed.ts';
import { startEditor } from './client.ts';
import { largeSpec } from './large-spec.ts';

const EDITS = 100;

test('completion right behind an edit of a 2000-line spec', { ...TIMED, timeout: 120_000 }, async () => {
  // The delays of the product: checks fall between the keystrokes as they do in an editor.
  const editor = await startEditor({ ports: { delays: { check: 150, checkAtMost: 1000, refresh: 2000 } } });
  const file = editor.open('file:///nowhere/large.flow.json', largeSpec(2000));
  expect(file.text.split('\n').length).toBeGreaterThan(2000);
  expect((await file.diagnostics()).filter(({ severity }) => severity === 1)).toEqual([]);
  const times: number[] = [];
  for (let i = 0; i < EDITS; i++) {
    // A new layer near the middle is begun with a quote, deeper and deeper into the text.
    const at = file.text.indexOf('    { "type": "permutation"', Math.floor((file.text.length * (i + 1)) / (EDITS + 2)));
    const typed = '{ "type": "';
    const before = performance.now();
    file.splice(at, 0, `${typed}" },\n`);
    const items = await file.ask<CompletionItem[]>('textDocument/completion', {
      position: file.document.positionAt(at + typed.length),
    });
    times.push(performance.now() - before);
    expect(items.map(({ label }) => label)).toContain('spline-coupling');
    file.splice(at, typed.length + 5, '');
    // Hints are asked for at once too; they wait for the check, completions must not wait for them.
    const hints = file.ask('textDocument/inlayHint', {
      range: { start: { line: 0, character: 0 }, end: { line: 200, character: 0 } },
    });
    // Typing with pauses: sometimes the check of the last edit begins right before the next one.
    await new Promise((resolve) => setTimeout(resolve, [10, 60, 152, 160, 190][i % 5]));
    if (i % 5 === 4) await hints;
  }
  times.sort((a, b) => a - b);
  const [p50, p99] = [times[Math.floor(EDITS * 0.5)]!, times[Math.floor(EDITS * 0.99)]!];
  console.info(
    `completion behind an edit, 2000 lines: p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms, worst ${times.at(-1)!.toFixed(1)} ms`,
  );
  // The goal is 100 ms at p99; a busy machine of two cores gets some room here.
  expect(p50).toBeLessThan(100);
  expect(p99).toBeLessThan(300);
  editor.close();
});
