import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findPython } from './find-python.ts';

const linux = (env = {}) => ({ env, platform: 'linux' }) as const;

test('what the user names comes first, then the active virtual environment, then the system', () => {
  const active = linux({ VIRTUAL_ENV: '/home/u/venv' });
  expect(findPython('/opt/python3', active).command).toBe('/opt/python3');
  expect(findPython(null, active)).toEqual({ command: '/home/u/venv/bin/python', origin: '$VIRTUAL_ENV' });
  expect(findPython(null, linux({ VIRTUAL_ENV: '' })).command).toBe('python3');
  expect(findPython(null, { env: {}, platform: 'win32' }).command).toBe('python');
});

test('the folder of a virtual environment stands for its Python', () => {
  const folder = mkdtempSync(join(tmpdir(), 'flowscope-venv-'));
  expect(findPython(folder, linux()).command).toBe(join(folder, 'bin', 'python'));
  rmSync(folder, { recursive: true });
});
