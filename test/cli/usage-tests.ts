/** Wrong usage and help: no run is needed. */
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { COMMAND_SUMMARIES } from '../../daemon/cli/command-names.ts';
import { checkResultSchema } from '../../protocol/check-result.ts';
import { failureSchema } from '../../protocol/failure.ts';
import { initResultSchema } from '../../protocol/init-result.ts';
import type { Program } from './flowscope.ts';

export function usageTests(program: Program): void {
  let cwd: string;
  beforeAll(async () => {
    cwd = await mkdtemp(join(tmpdir(), 'flowscope-usage-'));
  });
  afterAll(() => rm(cwd, { recursive: true, force: true }));
  const run = (...args: string[]) => program(args, { cwd });

  describe.each(Object.keys(COMMAND_SUMMARIES))('%s', (name) => {
    test('explains itself', async () => {
      const { code, stdout, stderr } = await run(name, '--help');
      expect([code, stderr]).toEqual([0, '']);
      expect(stdout).toContain(`Usage: flowscope ${name}`);
      expect(stdout).toMatch(/Examples?:\n {2}flowscope /);
      expect(stdout).toContain('--json');
    });

    test('refuses what it does not know, as JSON where that is asked for', async () => {
      const wrong = await run(name, '--jsom');
      expect([wrong.code, wrong.stdout]).toEqual([2, '']);
      expect(wrong.stderr).toContain(`${name} has no option --jsom; did you mean --json?`);
      const json = await run(name, '--json', '--jsom');
      expect([json.code, json.stderr]).toEqual([2, '']);
      expect(failureSchema.parse(json.json()).error.code).toBe('usage');
    });
  });

  test('a spec in another encoding says so, and what to do; UTF-8 with a byte order mark is read', async () => {
    const text = JSON.stringify({ data: { source: 'two-moons' }, layers: [{ type: 'actnorm' }] });
    await writeFile(join(cwd, 'wide.flow.json'), Buffer.from(`\ufeff${text}`, 'utf16le'));
    await writeFile(join(cwd, 'latin.flow.json'), Buffer.from(`// gr\u00fcn\n${text}`, 'latin1'));
    await writeFile(join(cwd, 'marked.flow.json'), `\ufeff${text}`);
    for (const [name, problem] of [
      ['wide', 'is UTF-16LE text, not UTF-8'],
      ['latin', 'is not UTF-8: line 1 contains the byte 0xFC'],
    ]) {
      for (const command of ['check', 'describe', 'verify', 'train']) {
        const refused = await run(command, `${name}.flow.json`, '--json');
        const { code, message, hint } = failureSchema.parse(refused.json()).error;
        expect([command, refused.code, code, message]).toEqual([
          command,
          2,
          'spec-encoding',
          `${name}.flow.json ${problem}`,
        ]);
        expect(hint).toMatch(/^Save it as UTF-8: .*iconv -f /);
      }
    }
    const checked = await run('check', 'marked.flow.json', '--json');
    expect(checkResultSchema.parse(checked.json())).toMatchObject({ ok: true, diagnostics: [] });
    for (const name of ['wide', 'latin', 'marked']) await rm(join(cwd, `${name}.flow.json`));
  });

  test('the help lists every command; no command is wrong usage', async () => {
    const help = await run('--help');
    expect(help.code).toBe(0);
    for (const name of Object.keys(COMMAND_SUMMARIES)) expect(help.stdout).toContain(`  ${name} `);
    const none = await run();
    expect([none.code, none.stdout]).toEqual([2, '']);
    const unknown = await run('smaple', '--json');
    expect(unknown.code).toBe(2);
    expect(failureSchema.parse(unknown.json()).error.message).toContain("did you mean 'sample'?");
    expect((await run('--version')).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  test('init writes a spec once and never overwrites', async () => {
    const first = await run('init', 'mine', '--template', 'table', '--json');
    expect(initResultSchema.parse(first.json())).toEqual({
      v: 1,
      path: join(cwd, 'mine.flow.json'),
      template: 'table',
    });
    const text = await readFile(join(cwd, 'mine.flow.json'), 'utf8');
    const again = await run('init', 'mine.flow.json', '--json');
    expect(again.code).toBe(2);
    expect(failureSchema.parse(again.json()).error.code).toBe('exists');
    expect(await readFile(join(cwd, 'mine.flow.json'), 'utf8')).toBe(text);
    expect((await run('init', 'a b', '--json')).code).toBe(2);
    expect((await run('init', 'other', '--template', 'tabel', '--json')).stdout).toContain('did you mean table?');
    expect(await readdir(cwd)).toEqual(['mine.flow.json']);
  });

  test('init --slurm writes the job that the documentation shows, and never overwrites it', async () => {
    const path = join(cwd, 'two-moons.sbatch');
    const first = await run('init', 'two-moons', '--slurm', '--json');
    expect(initResultSchema.parse(first.json())).toEqual({ v: 1, path, template: 'slurm' });
    const job = await readFile(path, 'utf8');
    const page = await readFile(new URL('../../docs/clusters.md', import.meta.url), 'utf8');
    expect(page.replaceAll(/^ {3}/gm, '')).toContain(job);
    expect((await run('init', 'two-moons', '--slurm', '--json')).code).toBe(2);
    expect((await run('init', 'other', '--slurm', '--template', 'table')).stderr).toContain(
      'does not accept --template',
    );
    expect(await readdir(cwd)).toEqual(['mine.flow.json', 'two-moons.sbatch']);
    await rm(path);
  });

  test('check reports errors with their places, and commands that need the spec point there', async () => {
    const text = '{\n  "data": { "source": "two-moons" },\n  "layers": [ { "type": "afine-coupling" } ]\n}\n';
    await writeFile(join(cwd, 'broken.flow.json'), text);
    const check = await run('check', 'broken.flow.json', '--json');
    expect([check.code, check.stderr]).toEqual([2, '']);
    const { ok, diagnostics } = checkResultSchema.parse(check.json());
    expect(ok).toBe(false);
    expect(diagnostics[0]).toMatchObject({ code: 'unknown-type', severity: 'error' });
    for (const command of ['describe', 'train', 'verify']) {
      const failed = await run(command, 'broken.flow.json', '--json');
      expect([command, failed.code]).toEqual([command, 2]);
      expect(failureSchema.parse(failed.json()).error).toMatchObject({
        code: 'unknown-type',
        file: join(cwd, 'broken.flow.json'),
        path: diagnostics[0]!.path,
        range: diagnostics[0]!.range,
      });
    }
    const people = await run('check', 'broken.flow.json');
    expect(people.stdout).toContain('broken.flow.json:3:');
    expect(people.stdout).toContain('^^^');
    const missing = await run('check', 'nothing.flow.json', '--json');
    expect([missing.code, failureSchema.parse(missing.json()).error.code]).toEqual([2, 'spec-not-found']);
  });

  test('the schema is JSON Schema', async () => {
    const { code, stdout } = await run('schema');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ $schema: expect.stringContaining('json-schema.org') });
  });

  test('a run that is not there', async () => {
    for (const args of [
      ['sample', 'nothing', '-n', '1'],
      ['inspect', 'latest'],
      ['describe', 'nothing'],
      ['evaluate', '/'],
    ]) {
      const failed = await run(...args, '--json');
      expect([args[0], failed.code, failureSchema.parse(failed.json()).error.code]).toEqual([
        args[0],
        2,
        'run-not-found',
      ]);
    }
    expect((await run('runs', '--json')).json()).toEqual({ v: 1, runs: [] });
    expect((await run('runs', '--root', 'nowhere')).code).toBe(2);
  });
}
