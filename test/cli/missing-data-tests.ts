/** A trained flow after its data file is gone. */
import { copyFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { letterTable } from '../../daemon/inspection/testing/letter-table.ts';
import { failureSchema } from '../../protocol/failure.ts';
import { evaluateResultSchema } from '../../protocol/figures/evaluate.ts';
import { exportResultSchema } from '../../protocol/figures/export.ts';
import { sampleResultSchema } from '../../protocol/figures/samples.ts';
import { verifyResultSchema } from '../../protocol/figures/verify.ts';
import { flowscope, type Program } from './flowscope.ts';

const CONTEXT = ['--context', 'letter=A,size=0.4'];
const SAME = [
  ['sample', 'plain', '-n', '5'],
  ['sample', 'letters', '-n', '5', ...CONTEXT],
  ['evaluate', 'plain', '--data', 'new.csv'],
  ['evaluate', 'letters', '--data', 'new.csv'],
  ['encode', 'letters', '--data', 'new.csv', '-o', 'z.npy'],
  ['decode', 'letters', '--data', 'z.npy', '-o', 'x.csv', ...CONTEXT],
];

/** @param program runs every command but training, which needs the program itself */
export function missingDataTests(program: Program): void {
  /** Trained: `plain` without context, `letters` with; `new.csv` holds the same rows under another name. */
  let cwd: string;
  const before = new Map<string, unknown>();

  async function json(...args: string[]): Promise<unknown> {
    const outcome = await program([...args, '--json'], { cwd });
    expect([args[0], outcome.code, outcome.stderr, outcome.code === 0 ? '' : outcome.stdout]).toEqual([
      args[0],
      0,
      '',
      '',
    ]);
    return outcome.json();
  }

  async function failure(...args: string[]) {
    const outcome = await program([...args, '--json'], { cwd });
    return { ...failureSchema.parse(outcome.json()).error, exit: outcome.code };
  }

  beforeAll(async () => {
    cwd = await letterTable.folder();
    const training = { steps: 20, batchSize: 64 };
    const { context: _, ...data } = letterTable.spec.data;
    await writeFile(join(cwd, 'letters.flow.json'), JSON.stringify({ ...letterTable.spec, training }));
    await writeFile(join(cwd, 'plain.flow.json'), JSON.stringify({ ...letterTable.spec, data, training }));
    for (const name of ['plain', 'letters']) {
      const { code, stdout } = await flowscope(['train', `${name}.flow.json`, '--run-dir', name, '--json'], { cwd });
      expect([code, code === 0 ? '' : stdout]).toEqual([0, '']);
    }
    await copyFile(join(cwd, 'table.csv'), join(cwd, 'new.csv'));
    // Without the record the file is read: the answers to compare with.
    for (const run of ['plain', 'letters']) await rename(join(cwd, run, 'data.json'), join(cwd, run, 'kept'));
    for (const args of SAME) before.set(args.join(' '), await json(...args));
    for (const run of ['plain', 'letters']) await rename(join(cwd, run, 'kept'), join(cwd, run, 'data.json'));
    await rm(join(cwd, 'table.csv'));
  }, 120_000);
  afterAll(() => rm(cwd, { recursive: true, force: true }));

  test.each(SAME)(
    '%s %s answers as with the file',
    async (...args) => {
      expect(await json(...args)).toEqual(before.get(args.join(' ')));
    },
    60_000,
  );

  test('samples and figures have the schema of their commands', async () => {
    sampleResultSchema.parse(before.get(SAME[0]!.join(' ')));
    expect(evaluateResultSchema.parse(before.get(SAME[2]!.join(' '))).n).toBe(300);
  });

  test('pictures show the points alone', async () => {
    expect(await json('sample', 'plain', '-n', '50', '-o', 'x.png')).toMatchObject({ n: 50, format: 'png' });
  });

  test.each(['log_prob', 'encode', 'sample'])(
    'export of %s is compared at samples',
    async (name) => {
      for (const run of ['plain', 'letters']) {
        const result = exportResultSchema.parse(
          await json('export', run, '--onnx', `${name}.onnx`, '--function', name),
        );
        expect(result.maxError).toBeGreaterThanOrEqual(0);
        expect(result.maxError).toBeLessThan(1e-3);
      }
    },
    60_000,
  );

  test('what needs rows names the run, the file and what works without it', async () => {
    const missing = { code: 'missing-data', exit: 2, file: join(cwd, 'table.csv') };
    const found = await failure('inspect', 'plain');
    expect(found).toMatchObject(missing);
    expect(found.message).toContain('run plain');
    expect(found.message).toContain(join(cwd, 'table.csv'));
    expect(found.hint).toMatch(/--context.*--data FILE/);
    expect(await failure('evaluate', 'plain')).toMatchObject(missing);
    expect(await failure('sample', 'letters', '-n', '5')).toMatchObject(missing);
  });

  test.each([
    ['plain.flow.json', 'random'],
    ['plain', 'checkpoint'],
  ])(
    '%s is verified at samples, and a note names the file',
    async (target, parameters) => {
      const outcome = await program(['verify', target, '--points', '2', '--json'], { cwd });
      expect(outcome.code).toBe(0);
      expect(verifyResultSchema.parse(outcome.json())).toMatchObject({ ok: true, points: 2, parameters });
      expect(outcome.stderr).toMatch(/table\.csv.*samples of the model/);
    },
    60_000,
  );

  test('a record that was edited is refused', async () => {
    const path = join(cwd, 'letters', 'data.json');
    await rename(path, `${path}.kept`);
    await writeFile(path, '{"v":1}');
    expect(await failure('sample', 'letters', '-n', '5', ...CONTEXT)).toMatchObject({
      code: 'run-damaged',
      file: path,
    });
    await rename(`${path}.kept`, path);
  });
}
