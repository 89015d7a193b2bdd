import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { systemError } from './system-error.ts';

const failing = async (path: string) => systemError(await readFile(path).catch((error: unknown) => error));

test('paths that no file can have are no bug', async () => {
  expect(await failing('a\0b')).toMatchObject({
    code: 'bad-path',
    exitCode: 2,
    message: expect.stringContaining('null byte'),
  });
  expect(await failing('x'.repeat(300))).toMatchObject({
    code: 'bad-path',
    message: expect.stringMatching(/too long \(ENAMETOOLONG\)/),
  });
  expect(await failing('/nowhere/x')).toMatchObject({ code: 'bad-path', file: '/nowhere/x' });
});

test('a process without further descriptors says how to raise the limit; other errors are bugs', () => {
  const error = Object.assign(new Error('EMFILE: too many open files'), {
    code: 'EMFILE',
    syscall: 'open',
    path: '/a',
  });
  expect(systemError(error)).toMatchObject({
    code: 'too-many-files',
    exitCode: 1,
    hint: expect.stringContaining('ulimit -n'),
  });
  for (const bug of [
    new Error('x'),
    new TypeError('y'),
    Object.assign(new Error('z'), { code: 'ERR_ASSERTION' }),
    null,
  ]) {
    expect(systemError(bug)).toBeNull();
  }
});
