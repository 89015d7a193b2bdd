import { expect, test, vi } from 'vitest';
import { l10n } from '../testing/l10n.ts';

vi.mock('vscode', () => ({ l10n }));
const { checkOwnNode, isOlder } = await import('./versions.ts');

test.each(['22.0.0', '22.15.1', '24.1.0', '100.0.0'])('Node %s runs the daemon', (version) => {
  expect(() => checkOwnNode(version)).not.toThrow();
});

test.each(['20.9.0', '18.20.0'])('Node %s is too old: says what to set', (version) => {
  expect(() => checkOwnNode(version)).toThrow(
    expect.objectContaining({
      code: 'old-node',
      message: `This editor includes Node ${version}, but the daemon needs Node 22 or newer.`,
      hint: expect.stringMatching(/flowscope\.nodePath/),
    }),
  );
});

test.each([
  ['0.1.0', '0.2.0', true],
  ['0.9.0', '0.10.0', true],
  ['1.0.0', '0.10.0', false],
  ['0.1.0', '0.1.0', false],
  ['0.1.0-beta', '0.1.0', true],
  ['0.1.0', '0.1.0-beta', false],
  ['', '0.1.0', true],
])('%s is older than %s: %s', (a, b, expected) => {
  expect(isOlder(a, b)).toBe(expected);
});
