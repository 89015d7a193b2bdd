import { expect, test } from 'vitest';
import { isNotice, isSignInAnswer } from './read-answer.ts';

test('a notice is told from the messages of panels and from anything else', () => {
  expect(isNotice({ type: 'notice', message: 'the run has ended' })).toBe(true);
  const others = [null, 'notice', [], {}, { type: 'notice' }, { type: 'notice', message: 3 }];
  for (const other of [...others, { type: 'failure', message: 'no' }]) expect(isNotice(other)).toBe(false);
});

test('an answer to a code has a token', () => {
  expect(isSignInAnswer({ token: 'abc' })).toBe(true);
  for (const other of [null, 'abc', {}, { token: null }, { token: { token: 'abc' } }])
    expect(isSignInAnswer(other)).toBe(false);
});
