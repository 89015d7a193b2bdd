import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { installProgram, removeOldPrograms } from './program.ts';

let folder: string;
let dist: string;
let storage: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'flowscope-program-'));
  dist = join(folder, 'dist');
  storage = join(folder, 'storage');
  await mkdir(join(dist, 'node_modules', 'onnxruntime-node'), { recursive: true });
  for (const name of [
    'flowscope.js',
    'extension.cjs',
    'extension-app.cjs',
    'serve.js.map',
    'node_modules/onnxruntime-node/x.js',
  ]) {
    await writeFile(join(dist, name), name);
  }
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test('the program is copied once, with its runtime and without what VS Code loads', async () => {
  const [one, two] = await Promise.all([
    installProgram(dist, storage, '1.2.3'),
    installProgram(dist, storage, '1.2.3'),
  ]);
  expect(two).toEqual(one);
  const copy = dirname(one.script);
  expect(basename(copy)).toMatch(new RegExp(`^1\\.2\\.3-${process.platform}-${process.arch}-[0-9a-f]{8}$`));
  expect((await readdir(copy, { recursive: true })).sort()).toEqual([
    'flowscope.js',
    'node_modules',
    join('node_modules', 'onnxruntime-node'),
    join('node_modules', 'onnxruntime-node', 'x.js'),
  ]);
  expect(await readdir(one.folder)).toEqual([basename(copy)]);
});

test('each build has its own copy; old and abandoned copies are deleted, a copy in progress stays', async () => {
  const old = await installProgram(dist, storage, '1.2.3');
  await writeFile(join(dist, 'flowscope.js'), 'a newer one');
  const program = await installProgram(dist, storage, '1.2.3');
  expect(program.script).not.toBe(old.script);
  const abandoned = join(program.folder, '.partial-1-1');
  await mkdir(abandoned);
  await utimes(abandoned, 1, 1);
  await mkdir(join(program.folder, '.partial-2-2'));
  await removeOldPrograms(program);
  expect((await readdir(program.folder)).sort()).toEqual(['.partial-2-2', basename(dirname(program.script))].sort());
});
