import { expect, test } from 'vitest';
import { isGo, isNotice, isSignInAnswer } from './read-answer.ts';

test('a notice is told from the messages of panels and from anything else', () => {
  expect(isNotice({ type: 'notice', message: 'the run has ended' })).toBe(true);
  const others = [null, 'notice', [], {}, { type: 'notice' }, { type: 'notice', message: 3 }];
  for (const other of [...others, { type: 'failure', message: 'no' }]) expect(isNotice(other)).toBe(false);
});

test('where to go is a panel with at least one run', () => {
  expect(isGo({ type: 'go', panel: 'compare', runs: ['/runs/a', '/runs/b'] })).toBe(true);
  const go = { type: 'go', panel: 'layers', runs: ['/runs/a'] };
  const others = [{ type: 'notice' }, { panel: 'elsewhere' }, { runs: [] }, { runs: [3] }, { runs: '/runs/a' }];
  for (const other of others) expect(isGo({ ...go, ...other })).toBe(false);
  for (const other of [null, 'go', []]) expect(isGo(other)).toBe(false);
});

test('an answer to a code has a token', () => {
  expect(isSignInAnswer({ token: 'abc' })).toBe(true);
  for (const other of [null, 'abc', {}, { token: null }, { token: { token: 'abc' } }])
    expect(isSignInAnswer(other)).toBe(false);
});
