import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { ALLOCATOR_ENVIRONMENT, withoutAllocator } from '../client/allocator-environment.ts';

test('the first line of flowscope sets what the extension sets', () => {
  const [line] = readFileSync('daemon/cli/flowscope.ts', 'utf8').split('\n', 1);
  const settings = Object.entries(ALLOCATOR_ENVIRONMENT).map(([name, value]) => `${name}=${value}`);
  expect(line).toBe(`#!/usr/bin/env -S ${settings.join(' ')} node`);
  // The limit of Linux before 5.1, which cuts longer lines.
  expect(line!.length).toBeLessThan(127);
});

test('workers get an environment without it, and with everything else', () => {
  expect(withoutAllocator({ ...ALLOCATOR_ENVIRONMENT, PATH: '/bin' })).toEqual({ PATH: '/bin' });
  expect(withoutAllocator({ MALLOC_ARENA_MAX: '7' })).toEqual({ MALLOC_ARENA_MAX: '7' });
});
