import { mkdir, mkdtemp, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { formatOf, writeOutput } from './write-output.ts';

async function folder(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'flowscope-output-'));
}

test('writes a file as a whole and replaces an older one', async () => {
  const cwd = await folder();
  await writeFile(join(cwd, 'a.csv'), 'old');
  expect(await writeOutput('a.csv', 'new\n', cwd)).toBe(join(cwd, 'a.csv'));
  expect(await readFile(join(cwd, 'a.csv'), 'utf8')).toBe('new\n');
  expect(await readdir(cwd)).toEqual(['a.csv']);
});

test('never writes through a symbolic link, onto a folder, or into a missing one', async () => {
  const cwd = await folder();
  await writeFile(join(cwd, 'target'), 'precious');
  await symlink(join(cwd, 'target'), join(cwd, 'link.csv'));
  await mkdir(join(cwd, 'folder.csv'));
  for (const path of ['link.csv', 'folder.csv', 'missing/a.csv']) {
    await expect(writeOutput(path, 'x', cwd)).rejects.toMatchObject({ code: 'unwritable', exitCode: 2 });
  }
  expect(await readFile(join(cwd, 'target'), 'utf8')).toBe('precious');
});

test('the ending says the format', () => {
  expect(formatOf('dir/A.PNG', ['csv', 'png'])).toBe('png');
  expect(() => formatOf('a.txt', ['csv', 'png'])).toThrow('.csv, .png');
  expect(() => formatOf('png', ['csv', 'png'])).toThrow('must end in');
});
