import { execFile } from 'node:child_process';
import { chmod, link, mkdir, mkdtemp, readdir, readFile, rename, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Fault, fullDisk, intercepted } from '../../test/durability/faulty-file-system.ts';
import type { Run } from '../runs/directory/run-directory.ts';
import { makeRun } from '../runs/testing/make-run.ts';
import { type OutputOptions, openOutput } from './output-file.ts';

let folder: string;
const at = (...names: string[]) => join(folder, ...names);

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'flowscope-output-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const FREE: OutputOptions = {
  run: null,
  inputs: [],
  trusted: true,
  replace: true,
  hint: 'Choose another file with -o.',
};

async function write(path: string, content: string, options: Partial<OutputOptions> = {}): Promise<void> {
  await (await openOutput(path, { ...FREE, ...options })).write(content);
}

/** A run on a table with test data, in `place`, and the options of a command on it. */
async function trained(place: string | null, data: object = { path: 'data/t.csv', testPath: 'test.csv' }) {
  await mkdir(at('data'), { recursive: true });
  for (const name of ['data/t.csv', 'test.csv', 'a.flow.json']) await writeFile(at(name), `precious ${name}`);
  const run: Run = await makeRun(folder, {
    ...(place === null ? {} : { runDir: at(place) }),
    dimension: 1,
    plan: { data: { source: 'csv', ...data } },
  });
  return { run, options: { ...FREE, run } };
}

const protectedAs = (what: string | RegExp) => ({
  code: 'protected-file',
  exitCode: 2,
  message: expect.stringMatching(what),
  hint: 'Choose another file with -o.',
});

test('writes a file as a whole, and replaces an older one with its permissions', async () => {
  await write(at('a.csv'), 'old');
  await chmod(at('a.csv'), 0o640);
  await write(at('a.csv'), 'new\n');
  expect(await readFile(at('a.csv'), 'utf8')).toBe('new\n');
  expect((await stat(at('a.csv'))).mode & 0o777).toBe(0o640);
  expect(await readdir(folder)).toEqual(['a.csv']);
});

test('a name of 255 bytes has room for a temporary one', async () => {
  const name = `${'x'.repeat(251)}.csv`;
  await write(at(name), 'x');
  expect(await readdir(folder)).toEqual([name]);
});

test('never writes through a symbolic link, onto a folder, into a missing one, or over a write-protected file', async () => {
  await writeFile(at('target'), 'precious');
  await symlink(at('target'), at('link.csv'));
  await symlink(at('nothing'), at('dangling.csv'));
  await mkdir(at('folder.csv'));
  for (const name of ['link.csv', 'dangling.csv', 'folder.csv', 'missing/a.csv']) {
    await expect(write(at(name), 'x')).rejects.toMatchObject({ code: 'unwritable', exitCode: 2 });
  }
  expect(await readFile(at('target'), 'utf8')).toBe('precious');
  expect(await readdir(folder)).toEqual(['dangling.csv', 'folder.csv', 'link.csv', 'target']);
});

/** Root may write everywhere: if root runs the tests, another user opens the file. */
async function openedByUser(path: string): Promise<string> {
  const module = fileURLToPath(new URL('./output-file.ts', import.meta.url));
  const options = JSON.stringify(FREE);
  const script = `import(${JSON.stringify(module)}).then(({ openOutput }) => openOutput(${JSON.stringify(path)}, ${options})
    .then(() => console.log('opened'), ({ code, message }) => console.log(code, message)))`;
  const user = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
  const { stdout } = await promisify(execFile)(process.execPath, ['--no-warnings', '-e', script], {
    cwd: '/',
    ...user,
  });
  return stdout.trim();
}

test.skipIf(process.platform === 'win32')('permissions are looked at before any work is done', async () => {
  await chmod(folder, 0o777);
  await writeFile(at('fixed.csv'), 'old', { mode: 0o444 });
  await mkdir(at('closed'), { mode: 0o555 });
  expect(await openedByUser(at('fixed.csv'))).toMatch(/^unwritable .*write-protected/);
  expect(await openedByUser(at('closed', 'a.csv'))).toMatch(/^unwritable .*no permission to write to the folder/);
  expect(await openedByUser(at('free.csv'))).toBe('opened');
});

test('without leave to replace, a file that is there or comes meanwhile stays', async () => {
  await writeFile(at('a.csv'), 'old');
  const options = { replace: false, existsCode: 'exists' };
  await expect(write(at('a.csv'), 'new', options)).rejects.toMatchObject({ code: 'exists', exitCode: 2 });
  const second = await openOutput(at('b.csv'), { ...FREE, replace: false });
  await writeFile(at('b.csv'), 'came first');
  await expect(second.write('late')).rejects.toMatchObject({ code: 'file-exists' });
  expect(await readFile(at('b.csv'), 'utf8')).toBe('came first');
  await write(at('c.csv'), 'new', options);
  expect((await readdir(folder)).sort()).toEqual(['a.csv', 'b.csv', 'c.csv']);
});

test.each([null, 'r'])('what a run in %s was made from and is made of is refused under every name', async (place) => {
  const { run, options } = await trained(place);
  await symlink(at('data'), at('other'));
  await symlink(at('data/t.csv'), at('symbolic.csv'));
  await link(at('data/t.csv'), at('hard.csv'));
  await link(at('test.csv'), at('data/test-again.csv'));
  await link(run.paths.spec, at('spec.csv'));
  await symlink(run.directory, at('shortcut'));
  await symlink(join(run.directory, 'run.json'), at('record.csv'));
  const { id } = run.record;
  for (const [name, what] of [
    ['data/t.csv', `the data of run ${id}`],
    ['other/t.csv', `the data of run ${id}`],
    ['symbolic.csv', `the data of run ${id}`],
    ['hard.csv', `the data of run ${id}`],
    ['data/test-again.csv', `the test data of run ${id}`],
    ['a.flow.json', `the spec of run ${id}`],
    ['spec.csv', 'another name of a file of a run'],
    ['record.csv', 'in the run directory'],
    ['shortcut/new.csv', 'in the run directory'],
  ] as const) {
    await expect(openOutput(at(name), options), name).rejects.toMatchObject(protectedAs(what));
  }
  for (const name of ['run.json', 'new.csv', 'samples/x.png']) {
    await expect(openOutput(join(run.directory, name), options)).rejects.toMatchObject(protectedAs('run directory'));
    // Also for a command on something else.
    await expect(openOutput(join(run.directory, name), FREE)).rejects.toMatchObject(protectedAs('run directory'));
  }
  await write(at('data/new.csv'), 'fine', options);
});

test('files of the runs beside it are known under second names too', async () => {
  const { options } = await trained('r');
  const other = await trained('s');
  await link(join(other.run.directory, 'run.json'), at('again.csv'));
  await expect(openOutput(at('again.csv'), options)).rejects.toMatchObject(protectedAs('another name'));
});

test('labels, contexts and folders of images are data; so is a name whose file is gone', async () => {
  await mkdir(at('images'));
  await writeFile(at('images/1.png'), 'precious');
  const { options } = await trained('r', {
    path: 'images',
    labels: 'y.idx',
    testLabels: 'v.idx',
    contextPath: 'c.npy',
  });
  for (const [name, what] of [
    ['images/1.png', 'the data of run r'],
    ['images/new.png', 'the data of run r'],
    ['y.idx', 'the labels of run r'],
    ['v.idx', 'the labels of the test data of run r'],
    ['c.npy', 'the context of run r'],
  ] as const) {
    await expect(openOutput(at(name), options), name).rejects.toMatchObject(protectedAs(what));
  }
});

test('what the command reads is refused, also under a second name', async () => {
  await writeFile(at('z.npy'), 'latents');
  await link(at('z.npy'), at('again.npy'));
  for (const name of ['z.npy', 'again.npy']) {
    await expect(openOutput(at(name), { ...FREE, inputs: [at('z.npy')] })).rejects.toMatchObject(
      protectedAs('an input of this command'),
    );
  }
});

test('what becomes precious while work is done is seen before anything is written', async () => {
  const { options } = await trained('r');
  const output = await openOutput(at('out.csv'), options);
  await link(at('data/t.csv'), at('out.csv'));
  await expect(output.write('new')).rejects.toMatchObject(protectedAs('the data'));
  expect(await readFile(at('data/t.csv'), 'utf8')).toBe('precious data/t.csv');
});

test('without trust no data outside the folder of the spec is looked at', async () => {
  const { run, options } = await trained('r', { path: '/etc/hostname', testPath: 'data/t.csv' });
  await expect(openOutput(at('data/t.csv'), { ...options, trusted: false })).rejects.toMatchObject(
    protectedAs(`test data of run ${run.record.id}`),
  );
  const output = await openOutput(at('free.csv'), { ...options, trusted: false });
  await output.write('x');
});

test.each(['ENOSPC', 'EIO'])('%s leaves the old file and no temporary one', async (code) => {
  await writeFile(at('a.csv'), 'old');
  const fault: Fault = { bytesLeft: 3, code };
  const error = await write(at('a.csv'), 'longer than that', { files: fullDisk(fault) }).catch((e: unknown) => e);
  expect(error).toMatchObject({ code: code === 'ENOSPC' ? 'disk-full' : 'unwritable', file: at('a.csv') });
  expect((error as { hint: string }).hint).not.toMatch(/resume/);
  expect(await readFile(at('a.csv'), 'utf8')).toBe('old');
  expect(await readdir(folder)).toEqual(['a.csv']);
});

test('the content is on the disk before it gets its name', async () => {
  const calls: string[] = [];
  const files = intercepted((call) => calls.push(call.replace(/\.flowscope-[0-9a-f]{16}\.tmp/, 'T')));
  await write(at('a.csv'), 'x', { files });
  expect(calls.map((call) => call.split(' ').slice(0, -1).join(' '))).toEqual([
    'create',
    'sync',
    'rename to',
    'sync folder',
  ]);
});

test('an aborted write leaves the old file and no temporary one', async () => {
  await writeFile(at('a.csv'), 'old');
  const controller = new AbortController();
  const reason = new Error('enough');
  const files = intercepted((call) => {
    if (call.startsWith('sync')) controller.abort(reason);
  });
  const output = await openOutput(at('a.csv'), { ...FREE, files });
  await expect(output.write('new', controller.signal)).rejects.toBe(reason);
  expect(await readFile(at('a.csv'), 'utf8')).toBe('old');
  expect(await readdir(folder)).toEqual(['a.csv']);
});

test('two writers of one file do not meet', async () => {
  const texts = ['first', 'second', 'third'].map((text) => text.repeat(100_000));
  await Promise.all(texts.map((text) => write(at('a.csv'), text)));
  expect(texts).toContain(await readFile(at('a.csv'), 'utf8'));
  expect(await readdir(folder)).toEqual(['a.csv']);
});

test('a file of the user that looks like a temporary one stays', async () => {
  await writeFile(at('.a.csv.tmp'), 'precious');
  await write(at('a.csv'), 'x');
  expect(await readFile(at('.a.csv.tmp'), 'utf8')).toBe('precious');
});

test('the folder that was checked is the one that is written to', async () => {
  await mkdir(at('real'));
  await symlink(at('real'), at('via'));
  await write(at('via/a.csv'), 'x');
  await rename(at('real/a.csv'), at('moved.csv'));
  expect(await readFile(at('moved.csv'), 'utf8')).toBe('x');
});
