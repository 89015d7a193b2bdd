import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { Run } from '../../runs/directory/run-directory.ts';
import { checkSpecFolder } from './spec-folder.ts';
import { fakeSession } from './testing/fake-session.ts';

const root = mkdtempSync(join(tmpdir(), 'flowscope-trust-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const [workspace, secrets] = [join(root, 'workspace'), join(root, 'secrets')];
for (const folder of [join(workspace, 'specs'), secrets]) mkdirSync(folder, { recursive: true });
symlinkSync(secrets, join(workspace, 'link'));

const runOf = (spec: string) => ({ record: { spec } }) as Run;

test.each([
  ['inside', join(workspace, 'specs', 'a.flow.json'), true],
  ['in the folder itself', join(workspace, 'a.flow.json'), true],
  ['outside', join(secrets, 'a.flow.json'), false],
  ['outside by dots', join(`${workspace}/specs/../../secrets`, 'a.flow.json'), false],
  ['outside through a symbolic link', join(workspace, 'link', 'a.flow.json'), false],
])('the record of a run in an untrusted workspace names a spec %s', async (_, spec, allowed) => {
  const outcome = checkSpecFolder(runOf(spec), fakeSession([workspace], false));
  if (allowed) await outcome;
  else await expect(outcome).rejects.toMatchObject({ code: 'needs-trust' });
  await checkSpecFolder(runOf(spec), fakeSession([workspace], true));
});
