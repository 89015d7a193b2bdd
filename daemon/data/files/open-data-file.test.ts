import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readDataFile, readDataPrefix } from './read-data-file.ts';

let outer: string;
let folder: string;

beforeAll(() => {
  outer = mkdtempSync(join(tmpdir(), 'flowscope-data-'));
  folder = join(outer, 'spec');
  mkdirSync(join(folder, 'sub'), { recursive: true });
  writeFileSync(join(outer, 'secret.csv'), 'secret');
  writeFileSync(join(folder, 'data.csv'), 'inside');
  symlinkSync(join(outer, 'secret.csv'), join(folder, 'link-out.csv'));
  symlinkSync(outer, join(folder, 'folder-out'));
  symlinkSync('../data.csv', join(folder, 'sub', 'link-in.csv'));
  symlinkSync('loop', join(folder, 'loop'));
});

afterAll(() => rmSync(outer, { recursive: true }));

const read = async (path: string, trusted: boolean) =>
  new TextDecoder().decode(await readDataFile(path, { folder, trusted }));

test('reads files of the folder, with and without trust, also through links that stay inside', async () => {
  for (const trusted of [true, false]) {
    expect(await read('data.csv', trusted)).toBe('inside');
    expect(await read('sub/../data.csv', trusted)).toBe('inside');
    expect(await read('sub/link-in.csv', trusted)).toBe('inside');
  }
  expect(new TextDecoder().decode((await readDataPrefix('data.csv', { folder, trusted: false }, 3)).bytes)).toBe('ins');
});

test('with trust any readable file', async () => {
  expect(await read('../secret.csv', true)).toBe('secret');
  expect(await read('link-out.csv', true)).toBe('secret');
  expect(await read(join(outer, 'secret.csv'), true)).toBe('secret');
});

test.each([
  '../secret.csv',
  'sub/../../secret.csv',
  'link-out.csv',
  'folder-out/secret.csv',
  'folder-out/does-not-exist',
  '/etc/hostname',
  '\\\\server\\share\\x.csv',
  '//server/share/x.csv',
  'C:\\x.csv',
  '\\\\.\\PhysicalDrive0',
])('without trust %s is refused', async (path) => {
  await expect(read(path, false)).rejects.toMatchObject({ code: 'needs-trust', exitCode: 2, file: path });
});

test.each([true, false])('trusted %s: missing files, folders and link loops', async (trusted) => {
  await expect(read('no.csv', trusted)).rejects.toMatchObject({ code: 'missing-data', exitCode: 2 });
  await expect(read('data.csv/x', trusted)).rejects.toMatchObject({ code: 'missing-data' });
  await expect(read('sub', trusted)).rejects.toMatchObject({
    code: 'data',
    message: expect.stringContaining('folder'),
  });
  await expect(read('loop', trusted)).rejects.toMatchObject({ code: 'data' });
});

test.runIf(process.platform !== 'win32')(
  'FIFOs, sockets and devices are refused, and nothing waits for a writer',
  async () => {
    execFileSync('mkfifo', [join(folder, 'fifo')]);
    const server = createServer().listen(join(folder, 'socket'));
    await new Promise((resolve) => server.once('listening', resolve));
    try {
      for (const trusted of [true, false]) {
        for (const path of ['fifo', 'socket']) {
          await expect(read(path, trusted)).rejects.toMatchObject({
            code: 'data',
            message: expect.stringContaining('not a regular file'),
          });
        }
      }
      await expect(read('/dev/zero', true)).rejects.toMatchObject({ code: 'data' });
    } finally {
      server.close();
    }
  },
);
