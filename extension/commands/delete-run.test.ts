/** Deleting a run asks first, prefers the trash, and says what is kept. */
import { beforeEach, expect, test, vi } from 'vitest';
import { RpcError } from '../../daemon/client/rpc-error.ts';
import { sentences } from '../../daemon/format/sentences.ts';
import { TEXTS } from '../../daemon/format/strings.ts';
import type { RunInfo } from '../../protocol/rpc/run-methods.ts';
import type { AppContext } from '../app-context.ts';
import { l10n } from '../testing/l10n.ts';

const { env, fs, settings, told, window } = vi.hoisted(() => {
  const shown: string[] = [];
  return {
    env: { remoteName: undefined as string | undefined },
    settings: { enableTrash: true },
    fs: { delete: vi.fn(async (_uri: unknown, _options: unknown) => {}) },
    told: shown,
    window: {
      /** The user agrees. */
      showWarningMessage: vi.fn(async (_message: string, options: { detail: string }, yes: string) => {
        shown.push(`${yes}: ${options.detail}`);
        return yes;
      }),
      showInformationMessage: vi.fn((message: string) => void shown.push(message)),
    },
  };
});
vi.mock('vscode', () => ({
  env,
  l10n,
  Uri: { file: (path: string) => path },
  window,
  workspace: { fs, getConfiguration: () => ({ get: () => settings.enableTrash }) },
}));
vi.mock('../runs/pick-run.ts', () => ({ runToUse: async (_app: unknown, run: unknown) => run }));
const { deleteRun } = await import('./delete-run.ts');

const RUN = {
  id: 'moons-1',
  name: 'moons',
  runDir: '/runs/moons-1',
  status: 'finished',
  checkpoints: [],
  parameters: 5,
};
const PERMANENTLY = ['run/delete', { run: RUN.runDir }];

/** Deletes the run, with a daemon that answers this. @returns what it was asked */
async function requestsOf(deletable: () => readonly string[], kept: readonly string[] = []) {
  const requests: unknown[] = [];
  const request = async ({ name }: { name: string }, params: object) => {
    requests.push([name, params]);
    return name === 'run/deletable' ? { runDir: RUN.runDir, others: deletable() } : { kept };
  };
  const app = { link: { request }, store: { refresh: async () => {} }, formatStrings: sentences(TEXTS) };
  await deleteRun.run(app as unknown as AppContext, RUN as unknown as RunInfo);
  return requests.slice(1);
}

beforeEach(() => {
  told.length = 0;
  env.remoteName = undefined;
  settings.enableTrash = true;
  fs.delete.mockReset().mockResolvedValue();
});

test('a folder with only our files goes to the trash, and the daemon is told', async () => {
  expect(await requestsOf(() => [])).toEqual([['run/delete', { run: RUN.runDir, trashed: true }]]);
  expect(fs.delete).toHaveBeenCalledExactlyOnceWith(RUN.runDir, { recursive: true, useTrash: true });
  expect(told).toEqual([expect.stringMatching(/^Move to Trash: /)]);
});

test('where the trash fails, the user is asked again, and told why', async () => {
  fs.delete.mockRejectedValue(new Error('no trash here'));
  expect(await requestsOf(() => [])).toEqual([PERMANENTLY]);
  expect(told[1]).toMatch(/^Delete: .*no trash here[\s\S]*cannot be undone/);
});

test('files of the user never go to the trash, and are named before and after', async () => {
  expect(await requestsOf(() => ['notes.txt'], ['notes.txt'])).toEqual([PERMANENTLY]);
  expect(fs.delete).not.toHaveBeenCalled();
  const question = /^Delete: .*cannot be undone.*kept: notes\.txt/;
  expect(told).toEqual([expect.stringMatching(question), expect.stringContaining('notes.txt')]);
});

test.each([
  ['a remote window', 'ssh-remote', true],
  ['a user who wants no trash', undefined, false],
])('%s: deleted permanently, after a question that says so', async (_name, remoteName, enableTrash) => {
  env.remoteName = remoteName;
  settings.enableTrash = enableTrash;
  expect(await requestsOf(() => [])).toEqual([PERMANENTLY]);
  expect(fs.delete).not.toHaveBeenCalled();
  expect(told).toEqual([expect.stringContaining('cannot be undone')]);
});

test('an older daemon cannot tell what is in the folder: it deletes', async () => {
  const unknown = () => {
    throw new RpcError(-32601, 'unknown method', null);
  };
  expect(await requestsOf(unknown)).toEqual([PERMANENTLY]);
  expect(fs.delete).not.toHaveBeenCalled();
});
