import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { FIGURES } from '../../protocol/figures/registry.ts';
import { makeRun } from '../runs/testing/make-run.ts';
import { dispatch } from './dispatch.ts';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'flowscope-open-run-'));
  await makeRun(folder, { name: 'players', plan: { model: 'two-players' } });
});

afterAll(() => rm(folder, { recursive: true, force: true }));

function flowscope(...args: readonly string[]): Promise<number> {
  const stdout = new PassThrough();
  return dispatch(args, { cwd: folder, stdout, stderr: stdout, color: false, interactive: false });
}

/** What a command cannot do without. */
const NEEDED: Readonly<Record<string, readonly string[]>> = {
  sample: ['-n', '4'],
  encode: ['-o', 'latents.npy'],
  probe: ['--row', '0'],
  export: ['--onnx', 'flow.onnx'],
};

test.each(Object.values(FIGURES))('$command refuses a run whose model does not have it', async ({ command }) => {
  await expect(flowscope(command, 'latest', ...(NEEDED[command] ?? []))).rejects.toMatchObject({
    code: 'no-figure',
    message: expect.stringContaining(`\`${command}\` does not work with model 'two-players'`),
    exitCode: 2,
  });
});

test('so does decode, which is about latents, too', async () => {
  await expect(flowscope('decode', 'latest', '--data', 'z.npy', '-o', 'x.npy')).rejects.toMatchObject({
    code: 'no-figure',
  });
});

test.each([['encode', ...NEEDED.encode!], ['evaluate']])(
  '%s takes rows of a split or of a file, not of both',
  async (command, ...args) => {
    await expect(flowscope(command, 'latest', ...args, '--split', 'test', '--data', 'x.csv')).rejects.toThrow(
      `${command} takes --split or --data, not both`,
    );
  },
);
