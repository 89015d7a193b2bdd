/** What the command line says where the system, a path or a name is to blame: no traces, no bugs, no control characters. */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { flowscope, PROGRAM } from './flowscope.ts';
import { flowscopeHere } from './in-process.ts';

let cwd: string;
beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'flowscope-messages-'));
});
afterAll(() => rm(cwd, { recursive: true, force: true }));

/** Runs shell text with `$FS` for the command line. */
function shell(script: string): Promise<{ readonly code: number; readonly output: string }> {
  const environment = { ...process.env, NODE: process.execPath, PROGRAM };
  return new Promise((resolve) => {
    execFile('sh', ['-c', script], { cwd, env: environment }, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : -1;
      resolve({ code, output: stdout + stderr });
    });
  });
}

const TRACE = /\n +at |node:internal|Node\.js v|This is a bug/;

test.skipIf(process.platform === 'win32')(
  'in a folder that was deleted, every command says so',
  async () => {
    const gone = 'mkdir gone && cd gone && rmdir ../gone &&';
    for (const command of ['check x.flow.json', 'train x.flow.json --local', 'runs', 'evaluate latest', 'init x']) {
      const { code, output } = await shell(`${gone} "$NODE" "$PROGRAM" ${command}`);
      expect([command, code, output]).toEqual([
        command,
        2,
        expect.stringContaining('error (no-folder): The current folder'),
      ]);
      expect(output).not.toMatch(TRACE);
    }
    expect((await shell(`${gone} "$NODE" "$PROGRAM" --version`)).code).toBe(0);
  },
  120_000,
);

test.skipIf(process.platform === 'win32')(
  'without file descriptors it names the limit, or does its work',
  async () => {
    const { code, output } = await flowscope(['init', 'moons'], { cwd }).then(() =>
      shell('for n in 24 26 28 30 34; do (ulimit -n $n; "$NODE" "$PROGRAM" check moons.flow.json); done'),
    );
    expect([0, 1]).toContain(code);
    expect(output).not.toMatch(TRACE);
  },
  120_000,
);

test.runIf(process.platform === 'linux')('a folder in /proc ends with an error at once', async () => {
  const served = await flowscope(['serve', '--discovery', '/proc/x/d.json', '--idle', '1'], { cwd });
  expect([served.code, served.stderr]).toEqual([1, expect.stringContaining('error (unwritable): Cannot use /proc/x')]);
  const spec = await flowscope(['init', 'proc'], { cwd });
  expect(spec.code).toBe(0);
  const { code, stderr } = await flowscope(['train', 'proc.flow.json', '--local', '--run-dir', '/proc/x'], { cwd });
  expect([code, stderr]).toEqual([1, expect.stringContaining('error (unwritable): Cannot write /proc/x (ENOENT)')]);
});

const HOSTILE = 'a\u001b[2J\u001b]0;x\u0007\r\u202eb';
// biome-ignore lint/suspicious/noControlCharactersInRegex: these must not appear
const CONTROL = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;

test('control characters of columns, cells and paths are escaped, as text and as JSON', async () => {
  const rows = Array.from({ length: 30 }, (_, i) => `${Math.sin(i + 1)},${i},x${HOSTILE}`).join('\n');
  await mkdir(join(cwd, 'hostile'));
  await writeFile(join(cwd, 'hostile', 't.csv'), `"${HOSTILE}",i${HOSTILE},c\n${rows}\n`);
  const spec = {
    data: { source: 'csv', path: 't.csv' },
    layers: [{ type: `x${HOSTILE}` }],
    training: { batchSize: 4 },
  };
  await writeFile(join(cwd, 'hostile', 't.flow.json'), JSON.stringify(spec));
  for (const args of [
    ['check', 'hostile/t.flow.json'],
    ['describe', `no${HOSTILE}`],
    ['evaluate', HOSTILE],
    ['runs', '--root', HOSTILE],
    [HOSTILE],
    ['train', 'hostile/t.flow.json', `--${HOSTILE}`],
  ]) {
    const text = await flowscopeHere(args, { cwd });
    const json = await flowscopeHere([...args, '--json'], { cwd });
    for (const output of [text.stdout, text.stderr, json.stdout, json.stderr])
      expect([args, CONTROL.exec(output)]).toEqual([args, null]);
    expect(text.stdout + text.stderr).toContain('\\u001b');
  }
});

test('paths that no file can have are wrong usage', async () => {
  const long = 'x'.repeat(5000);
  for (const path of [long, 'a\0b']) {
    for (const args of [
      ['check', path],
      ['describe', path],
      ['evaluate', path],
      ['train', path],
      ['train', '--resume', path],
      ['init', path],
    ]) {
      const { code, stderr } = await flowscopeHere(args, { cwd });
      expect([args[0], code, stderr.slice(0, 20)]).toEqual([
        args[0],
        2,
        expect.stringMatching(/^error \((?!internal)/),
      ]);
      expect(stderr).not.toMatch(TRACE);
    }
  }
});
