import { expect, test } from 'vitest';
import { describeDeath } from './dead-training.ts';

test('a process that could not be started says why, and how to raise the limit', () => {
  const end = { exitCode: null, signal: null, stderr: 'spawn /node EMFILE', startError: 'EMFILE', garbage: null };
  expect(describeDeath(end, { begun: false })).toEqual({
    code: 'crashed',
    message:
      'the training process could not be started: spawn /node EMFILE. No more files can be opened: raise the limit (ulimit -n 4096)',
  });
});
