/** All ops and a case of each layer, forward, inverse and gradients, on the WebGPU device: minutes on the software adapter. */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { OP_CASES } from '../../../tensor/ops/op-cases.ts';
import { firstCases } from '../../testing/parity-cases.ts';
import { webgpuEnvironment } from '../../testing/webgpu-environment.ts';
import { caseError } from './testing/case-error.ts';

const WORKER = fileURLToPath(new URL('./testing/cases-worker.ts', import.meta.url));
/** Relative to the largest value of a tensor, at least 1. */
const TOLERANCE = 1e-3;

const environment = await webgpuEnvironment();
const missing = typeof environment === 'string' ? environment : null;

test.skipIf(missing !== null)(
  `ops and layers on WebGPU agree with float64${missing === null ? '' : `: skipped, ${missing}`}`,
  async () => {
    const worker = spawn(process.execPath, [WORKER], {
      env: environment as NodeJS.ProcessEnv,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const ended = new Promise<number | null>((resolve) => worker.on('close', resolve));
    const wrong: string[] = [];
    let count = 0;
    for await (const line of createInterface(worker.stdout)) {
      const { name, error, failure } = caseError.parse(JSON.parse(line));
      if (error === null || !(error <= TOLERANCE)) wrong.push(`${name}: ${error ?? failure}`);
      count++;
    }
    expect(wrong).toEqual([]);
    expect(count).toBe(OP_CASES.length + 2 * firstCases().length);
    expect(await ended).toBe(0);
  },
  3_600_000,
);
