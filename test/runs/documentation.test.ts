/** What the documentation says of the daemon: every method is there, and its client runs as it stands. */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { FIGURES } from '../../protocol/figures/registry.ts';
import { COMPETING, startDaemonProcess } from './daemon-process.ts';
import { smallMoons } from './small-moons.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

test('docs/daemon.md names every method and notification', async () => {
  const page = readFileSync(join(ROOT, 'docs/daemon.md'), 'utf8');
  const names = Object.values(FIGURES).map(({ method }) => method.name);
  for (const file of await readdir(join(ROOT, 'protocol/rpc'))) {
    if (!file.endsWith('-methods.ts')) continue;
    const module = (await import(join(ROOT, 'protocol/rpc', file))) as Record<string, unknown>;
    for (const value of Object.values(module)) {
      if (typeof value === 'object' && value !== null && 'params' in value && 'name' in value)
        names.push(String(value.name));
    }
  }
  expect(names.length).toBeGreaterThan(25);
  expect(names.filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
});

test('the client in plain Node trains, follows and fetches', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'flowscope-example-'));
  mkdirSync(join(folder, 'state'), { mode: 0o700 });
  const spec = join(folder, 'moons.flow.json');
  writeFileSync(spec, smallMoons());
  const daemon = await startDaemonProcess(join(folder, 'state'), COMPETING);
  try {
    const child = spawn(process.execPath, [join(ROOT, 'examples/daemon-client.mjs'), daemon.discovery, spec], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      output += chunk;
    });
    const code = await new Promise((resolve) => child.once('close', resolve));
    expect(output).toMatch(/training two-moons in .*\nstep \d+: validation NLL/);
    const integral = Number(/the integral is (\d\.\d+)/.exec(output)![1]);
    expect(Math.abs(integral - 1)).toBeLessThan(0.05);
    expect(code).toBe(0);
  } finally {
    await daemon.stop();
    rmSync(folder, { recursive: true, force: true });
  }
});
