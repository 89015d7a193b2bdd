import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { dataFileStamps } from './data-file-stamps.ts';

test('files of the same size that are written at the same moment have different stamps', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'flowscope-stamps-'));
  try {
    const names = Array.from({ length: 40 }, (_, i) => `${i}.bin`);
    for (const name of names) writeFileSync(join(folder, name), 'data');
    const stamps = await dataFileStamps(names, { folder, trusted: true });
    expect(new Set(stamps).size).toBe(names.length);
    expect(await dataFileStamps(names, { folder, trusted: false })).toEqual(stamps);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
