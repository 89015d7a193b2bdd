import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { reportTensorflow } from './tensorflow-report.ts';

const folder = mkdtempSync(join(tmpdir(), 'flowscope-tfjs-report-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('a process of its own says what works: here plain JavaScript, a development dependency', async () => {
  expect(await reportTensorflow()).toEqual({
    ...{ reason: null, fix: null },
    versions: { 'tfjs-core': expect.any(String), 'tfjs-backend-cpu': expect.any(String) },
    devices: [{ name: 'cpu', kind: 'plain JavaScript', memory: null }],
  });
});

test('a native library that ends its process is a part of the report', async () => {
  const script = join(folder, 'crash.mjs');
  writeFileSync(script, "process.kill(process.pid, 'SIGABRT');");
  expect(await reportTensorflow(script)).toEqual({
    reason: 'the process that starts TensorFlow.js ended by SIGABRT.',
    fix: 'Use the backend cpu.',
    ...{ versions: {}, devices: [] },
  });
});
