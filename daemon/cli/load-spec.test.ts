import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { readSpecFile } from './load-spec.ts';

const folder = mkdtempSync(join(tmpdir(), 'flowscope-load-spec-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('a table in place of a spec is called so, with the command that writes one', async () => {
  writeFileSync(join(folder, 'tr.csv'), 'a,b\n1,2\n');
  await expect(readSpecFile('tr.csv', folder)).rejects.toMatchObject({
    code: 'spec-not-found',
    message: 'tr.csv is a data file, not a spec',
    hint: 'Write a spec for it: flowscope init tr --data tr.csv',
    exitCode: 2,
  });
  writeFileSync(join(folder, 'spec.txt'), '// a comment\n{}\n');
  await expect(readSpecFile('spec.txt', folder)).resolves.toMatchObject({ text: '// a comment\n{}\n' });
});
