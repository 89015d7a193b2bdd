import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { acceleratorFiles } from './accelerator-files.ts';

const root = mkdtempSync(join(tmpdir(), 'flowscope-devices-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

test('a machine without a GPU has none, whatever other devices it has', () => {
  expect(acceleratorFiles('linux', join(root, 'nothing'))).toEqual([]);
  for (const file of ['dev/null', 'dev/nvram', 'dev/nvidiactl', 'dev/dri/card0', 'dev/vfio/vfio']) {
    const path = join(root, 'without', file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, '');
  }
  expect(acceleratorFiles('linux', join(root, 'without'))).toEqual([]);
});

test('GPUs and TPUs are found by their device files', () => {
  for (const file of ['dev/nvidia1', 'dev/nvidia0', 'dev/dri/renderD128', 'dev/kfd', 'dev/accel/accel0', 'dev/dxg']) {
    const path = join(root, 'with', file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, '');
  }
  expect(acceleratorFiles('linux', join(root, 'with'))).toEqual([
    'dev/dxg',
    'dev/kfd',
    'dev/nvidia0',
    'dev/nvidia1',
    'dev/dri/renderD128',
    'dev/accel/accel0',
  ]);
  expect(acceleratorFiles('darwin', root)).toEqual(['Metal']);
});
