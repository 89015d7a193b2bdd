import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

test('without ONNX Runtime the program checks specs, and says why it cannot train', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'flowscope-bare-'));
  try {
    // What stands in the way of one that lies above, as where its libraries are for another system.
    const runtime = join(folder, 'node_modules', 'onnxruntime-node');
    await mkdir(runtime, { recursive: true });
    await writeFile(join(runtime, 'package.json'), '{ "main": "index.js" }');
    await writeFile(join(runtime, 'index.js'), "throw new Error('its library is missing');");
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
      expect(failed).toContain('its library is missing');
      expect(failed).toContain(`${process.platform}-${process.arch}`);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
