/** `check` of a folder of images; what it says of specs is tested in daemon/spec. */
import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encode } from 'fast-png';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkResultSchema } from '../../../protocol/check-result.ts';
import { flowscopeHere } from '../../../test/cli/in-process.ts';
import { checkSpec } from '../../spec/check-spec.ts';
import { applyFix } from '../../spec/fixes/apply-fix.ts';

const folder = mkdtempSync(join(tmpdir(), 'flowscope-check-'));
const path = join(folder, 'pets.flow.json');
const SPEC = {
  data: { source: 'images', path: 'pets', size: [2, 2] },
  layers: [{ type: 'dequantize' }, { type: 'flatten' }, { type: 'actnorm' }],
  training: { batchSize: 1 },
};

beforeAll(() => {
  mkdirSync(join(folder, 'pets'));
  for (const name of ['a', 'b', 'c']) {
    writeFileSync(
      join(folder, `pets/${name}.png`),
      encode({ width: 2, height: 2, data: new Uint8Array(4), channels: 1 }),
    );
  }
  truncateSync(join(folder, 'pets/b.png'), 50);
  writeFileSync(path, JSON.stringify(SPEC));
});
afterAll(() => rmSync(folder, { recursive: true }));

const check = (...more: readonly string[]) => flowscopeHere(['check', path, ...more], { cwd: folder });

test('a damaged image is an error with a fix, which solves it', async () => {
  const { code, json } = await check('--json');
  const { diagnostics, files } = checkResultSchema.parse(json());
  expect(code).toBe(2);
  expect(files).toEqual({
    files: 3,
    decoded: 2,
    damaged: 1,
    listed: [{ file: 'pets/b.png', why: 'is truncated: its end is missing' }],
  });
  expect(diagnostics).toMatchObject([
    {
      code: 'invalid-data',
      severity: 'error',
      path: 'data.path',
      message: expect.stringContaining('pets: 1 of 3 images is damaged: b.png is truncated'),
      fixes: [{ title: 'Set "corrupt": "skip"' }],
    },
  ]);
  writeFileSync(path, applyFix(JSON.stringify(SPEC), diagnostics[0]!.fixes[0]!));
  const fixed = await check();
  expect(fixed.code).toBe(0);
  expect(fixed.stdout).toContain('3, headers read, 2 decoded');
  expect(fixed.stdout).toContain('pets/b.png is truncated: its end is missing');
});

test('the editor, and sessions without trust, open no image', async () => {
  for (const trusted of [true, false]) {
    const checked = await checkSpec(JSON.stringify(SPEC), { folder, trusted, fileStem: 'pets' });
    expect(checked).toMatchObject({ diagnostics: [], examination: null });
  }
  const untrusted = { folder, trusted: false, fileStem: 'pets', examine: {} };
  expect(await checkSpec(JSON.stringify(SPEC), untrusted)).toMatchObject({ diagnostics: [], examination: null });
});
