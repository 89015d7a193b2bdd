import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { RuntimeRegistry } from '../../registry.ts';
import { openRuntime, RUNTIMES } from '../../registry.ts';
import { deviceFailure, reasonOf } from './device-failure.ts';
import { probeWebgpu } from './probe.ts';

const folder = mkdtempSync(join(tmpdir(), 'flowscope-probe-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function script(name: string, text: string): string {
  const path = join(folder, `${name}.mjs`);
  writeFileSync(path, text);
  return path;
}

test('WebGPU is available if the probe says so', async () => {
  const path = script('works', `process.stdout.write('{ "works": true }')`);
  expect(await probeWebgpu(path)).toEqual({ available: true });
});

test('otherwise the reason is its own, or how it ended', async () => {
  const reasons = {
    told: [`process.stdout.write('{ "works": false, "reason": "no adapter" }')`, /^no adapter$/],
    killed: ["process.kill(process.pid, 'SIGKILL')", /ended by SIGKILL/],
    silent: ["process.stderr.write('first\\nlibrary is missing\\n')", /ended without an answer \(library is missing\)/],
    garbage: ["process.stdout.write('works: true')", /without an answer/],
    slow: ['setTimeout(() => {}, 60_000)', /did not start within 0\.3 s/],
  } as const;
  for (const [name, [text, reason]] of Object.entries(reasons)) {
    const milliseconds = name === 'slow' ? 300 : 20_000;
    expect(await probeWebgpu(script(name, text), { milliseconds }), name).toMatchObject({
      available: false,
      reason: expect.stringMatching(reason),
      hint: expect.stringContaining('use the backend cpu'),
    });
  }
});

test('a spec that asks for it is told what to do where there is none, and auto never asks', async () => {
  let asked = 0;
  const webgpu: RuntimeRegistry['webgpu'] = {
    ...RUNTIMES.webgpu,
    detect: async () => {
      asked++;
      return { available: false, reason: 'no adapter', hint: 'Install a driver.', cause: null };
    },
  };
  await expect(openRuntime('webgpu', { threads: 1 }, { webgpu })).rejects.toMatchObject({
    code: 'runtime-unavailable',
    message: expect.stringContaining('no adapter'),
    hint: 'Install a driver.',
  });
  expect(asked).toBe(1);
  expect((await openRuntime('auto', { threads: 1 }, { ...RUNTIMES, webgpu })).name).toBe('cpu');
  await expect(openRuntime('auto', { threads: 1 }, { webgpu })).rejects.toMatchObject({ code: 'runtime-unavailable' });
  expect(asked).toBe(1);
});

test('errors of ONNX Runtime are told in one line without places in its source', () => {
  const text =
    '/src/webgpu_context.cc:136 Initialize(const Config&)::<lambda()> status == Success was false. Failed to get a WebGPU adapter: No supported adapters\n';
  expect(reasonOf(new Error(text))).toBe('Failed to get a WebGPU adapter: No supported adapters');
  expect(reasonOf('lost.')).toBe('lost');
  expect(deviceFailure(new Error(text)).message).toMatch(
    /^The WebGPU device failed: Failed to get .* adapters\. The saved/,
  );
});
