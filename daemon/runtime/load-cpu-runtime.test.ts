import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

test('without ONNX Runtime the program checks specs, and says why it cannot train', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'flowscope-bare-'));
  try {
    // Where no node_modules lies above it.
    await mkdir(join(folder, 'dist'));
    await cp('dist', join(folder, 'dist'), { recursive: true, filter: (path) => !path.includes('node_modules') });
    await cp('examples/two-moons.flow.json', join(folder, 'moons.flow.json'));
    const flowscope = (...args: string[]) =>
      promisify(execFile)(process.execPath, [join(folder, 'dist', 'flowscope.js'), ...args], { cwd: folder });
    expect(JSON.parse((await flowscope('check', 'moons.flow.json', '--json')).stdout)).toMatchObject({ ok: true });
    for (const command of [
      ['train', 'moons.flow.json', '--local', '--json'],
      ['verify', 'moons.flow.json', '--json'],
    ]) {
      const failed = await flowscope(...command).then(
        () => null,
        (error: { stdout: string }) => error.stdout,
      );
      expect(failed).toContain('"code":"runtime-unavailable"');
      expect(failed).toContain(`${process.platform}-${process.arch}`);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
