import { expect, test } from 'vitest';
import * as z from 'zod/mini';
import './english-problems.ts';

test('what does not fit a schema of protocol/ is said in words', () => {
  const { error } = z.int().check(z.minimum(1)).safeParse('2');
  expect(error?.issues[0]?.message).toBe('Invalid input: expected number, received string');
  expect(z.int().check(z.minimum(1)).safeParse(0).error?.issues[0]?.message).toContain('>=1');
});
