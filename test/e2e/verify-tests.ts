/** What the tests of the layers say is what the command line computes. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { formatError } from '../../daemon/format/numbers.ts';
import { flowscope } from './command-line.ts';
import type { Desk } from './desk.ts';
import type { EditorWindow } from './editor-window.ts';
import { takeNotifications } from './messages.ts';

export function testVerify(desk: () => Desk): void {
  let window: EditorWindow;

  beforeAll(async () => {
    window = desk().window;
    await desk().begin('two-moons.flow.json');
  });

  test('Verify Flow: one test for each layer, with the errors of the command line', async () => {
    const spec = join(window.folder, 'two-moons.flow.json');
    const { logDetError, roundTripError, layers } = await flowscope<{
      logDetError: number;
      roundTripError: number;
      layers: readonly unknown[];
    }>('verify', spec);
    await window.command('Flowscope: Verify Flow');
    const text = `two-moons.flow.json passed verification: ${layers.length} layers, log-det error ≤ ${formatError(logDetError)} nats, round trip ≤ ${formatError(roundTripError)}, float64`;
    await window.waitFor('result', async () => (await window.notifications()).some((shown) => shown.startsWith(text)));
    await window.answer('passed verification', 'Show Tests');
    const side = window.page.locator('.part.sidebar');
    // The two kinds of layers that are repeated; what repeats them has no figures of its own.
    await window.waitFor('tests that passed', async () => (await side.textContent())?.includes('2/2'));
    await window.screenshot('verify');
    expect(await window.page.locator('.monaco-editor .testing-run-glyph.codicon-testing-passed-icon').count()).toBe(2);
  });

  test('nothing went wrong unseen', async () => {
    expect(await takeNotifications(window)).toEqual([]);
    expect(window.errors.ofExtension()).toEqual([]);
    expect(readFileSync(join(window.folder, 'two-moons.flow.json'), 'utf8')).toBe(desk().moons);
  });
}
