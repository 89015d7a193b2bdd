/** The host protocol and its errors, with a host in Python that has neither JAX nor NumPy. */
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, expect, test, vi } from 'vitest';
import type { StepProgram } from '../../programs/step-program.ts';
import { add, sum } from '../../tensor/ops/arithmetic.ts';
import { input, toFloat } from '../../tensor/ops/leaf.ts';
import type { RuntimeOptions } from '../definition.ts';
import { reportJax } from './jax-report.ts';
import { openJax } from './jax-runtime.ts';

const FAKE = fileURLToPath(new URL('testing/fake_host.py', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'flowscope-jax-'));
const HAS_PYTHON = hasPython();
const withPython = test.skipIf(!HAS_PYTHON);

afterAll(() => rmSync(folder, { recursive: true, force: true }));
afterEach(() => vi.unstubAllEnvs());

function hasPython(): boolean {
  try {
    execFileSync('python3', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** Starts the fake host. @param fake what it answers, and how it fails */
type Options = Pick<RuntimeOptions, 'device' | 'devices' | 'ranks' | 'signal'>;

function open(fake: object, options: Options = {}) {
  vi.stubEnv('FAKE_HOST', JSON.stringify(fake));
  return openJax({ threads: 1, python: 'python3', script: FAKE, ...options });
}

const weight = input('weight', [4]);
const rows = input('rows', [4], 'int64');
const next = add(weight, toFloat(rows));
const PROGRAM: StepProgram = {
  state: [{ name: 'weight', input: weight, next }],
  perStep: [{ name: 'rows', tensor: rows, batchAxis: null }],
  captured: [],
  outputs: [{ name: 'loss', tensor: sum(next) }],
  proceed: null,
};
const START = { captured: {}, state: { weight: Float32Array.of(1, 2, 3, 4) } };
const rowsOf = (steps: number) => BigInt64Array.from({ length: 4 * steps }, (_, i) => BigInt(i % 4));

withPython('a loop keeps its state in the host, marks it and returns to it', async () => {
  const runtime = await open({});
  expect(runtime.facts).toEqual({
    device: 'gpu:1',
    deviceKind: 'Fake GPU',
    matmulPrecision: 'highest',
    versions: { python: '3.12.0', jax: '0.10.2', numpy: '2.0.0' },
  });
  const loop = await runtime.compileLoop(PROGRAM, START);
  expect(await loop.run(2, { rows: rowsOf(2) })).toEqual({ outputs: { loss: Float32Array.of(16, 22) }, ran: 2 });
  await loop.mark();
  // An answer that arrives in many pieces.
  const many = await loop.run(5000, { rows: rowsOf(5000) });
  expect(many.outputs.loss!.at(-1)).toBe(22 + 6 * 5000);
  await loop.rewind();
  expect(await loop.readState()).toEqual({ weight: Float32Array.of(1, 4, 7, 10) });
  await loop.writeState(START.state);
  expect(await loop.readState()).toEqual(START.state);
  await runtime.close!();
  await expect(loop.readState()).rejects.toMatchObject({ code: 'jax-ended' });
});

withPython('a stop ends a host that waits for other ranks', async () => {
  const stopping = new AbortController();
  const reason = new Error('the run was stopped before it began');
  const began = performance.now();
  setTimeout(() => stopping.abort(reason), 200);
  await expect(open({ waits: true }, { signal: stopping.signal })).rejects.toBe(reason);
  expect(performance.now() - began).toBeLessThan(20_000);
});

withPython('compiling and starting are reported', async () => {
  vi.stubEnv('FAKE_HOST', '{}');
  const told: string[] = [];
  const options = { threads: 1, python: 'python3', script: FAKE };
  const runtime = await openJax({
    ...options,
    onProgress: (what, seconds) => told.push(`${what} ${Math.floor(seconds)}`),
  });
  await runtime.compileLoop(PROGRAM, START);
  // At once, and then every second: on a busy machine there may be more.
  expect(told.filter((text) => text.endsWith(' 0'))).toEqual(['starting 0', 'compiling 0']);
  await runtime.close!();
});

withPython(
  'devices that share a batch are fed the rows of all, and ranks begin with the values of the first',
  async () => {
    const ranks = { rank: 1, ranks: 2, coordinator: null, alone: true };
    const runtime = await open({ hello: { sharing: 2, rank: 1, ranks: 2 } }, { devices: 'all', ranks });
    expect(runtime.facts).toMatchObject({ device: 'gpu:1', devices: 2, ranks: 2 });
    expect(runtime.capabilities.devices).toBe(2);
    expect(runtime.ranks).toMatchObject({ rank: 1, ranks: 2 });
    expect(await runtime.ranks!.announce(null)).toBe('said by rank 0');
    const shared = { ...PROGRAM, perStep: [{ name: 'rows', tensor: rows, batchAxis: 0 }] };
    const loop = await runtime.compileLoop(shared, { captured: {}, state: {}, own: [] });
    expect(await loop.readState()).toEqual({ weight: Float32Array.of(5, 5, 5, 5) });
    await expect(loop.run(1, { rows: rowsOf(1) })).rejects.toThrow("'rows' has 4 values for shape [1,8]");
    expect((await loop.run(1, { rows: rowsOf(2) })).ran).toBe(1);
    await runtime.close!();
  },
);

const problem = (code: string, more = {}) => ({ hello: { problem: { code, ...more }, device: undefined } });

interface Refusal {
  readonly what: string;
  readonly options?: Options;
  readonly fake: object;
  readonly code: string;
  readonly message: string;
  readonly hint?: string;
}

withPython.each<Refusal>([
  {
    what: 'Python that is too old',
    fake: { hello: { python: '3.7.2', problem: { code: 'old-python' } } },
    code: 'jax-unavailable',
    message: '/fake/python is Python 3.7.2, which is too old for JAX.',
    hint: 'Name Python 3.9 or later',
  },
  {
    what: 'no JAX',
    fake: problem('no-jax', { message: "No module named 'jax'" }),
    code: 'jax-unavailable',
    message: "JAX cannot be imported by /fake/python (Python 3.12.0): No module named 'jax'.",
    hint: '/fake/python -m pip install --upgrade jax',
  },
  {
    what: 'old JAX',
    fake: { hello: { jax: '0.3.1', problem: { code: 'old-jax' } } },
    code: 'jax-unavailable',
    message: '/fake/python has JAX 0.3.1, and Flowscope needs 0.4.30 or later.',
    hint: '/fake/python -m pip install --upgrade jax',
  },
  {
    what: 'JAX that is too old for several devices',
    options: { devices: 'all' },
    fake: { hello: { jax: '0.5.0', problem: { code: 'old-jax' } } },
    code: 'jax-unavailable',
    message: '/fake/python has JAX 0.5.0, and Flowscope needs 0.7.0 or later for several devices.',
  },
  {
    what: 'fewer devices than asked for',
    options: { devices: 4 },
    fake: problem('few-devices', { message: '2 of gpu' }),
    code: 'device-unavailable',
    message: '--devices asks for 4 devices, and JAX of /fake/python has 2 of gpu.',
    hint: '--devices all',
  },
  {
    what: 'a rank that meets no others',
    options: { devices: 'all', ranks: { rank: 1, ranks: 2, coordinator: null, alone: true } },
    fake: problem('no-peers', { message: 'DEADLINE_EXCEEDED' }),
    code: 'no-peers',
    message: 'Rank 1 cannot reach the other ranks (2 in all): DEADLINE_EXCEEDED.',
    hint: 'Every task must run the same command',
  },
  {
    what: 'a device that is not there',
    options: { device: 'gpu:7' },
    fake: problem('no-device', { plugins: ['jax-cuda13-plugin'] }),
    code: 'device-unavailable',
    message: "JAX of /fake/python has no device 'gpu:7'. It has gpu:0, gpu:1.",
    hint: '--device cpu',
  },
  {
    what: 'a GPU without the package for it',
    options: { device: 'gpu' },
    fake: { hello: { problem: { code: 'no-device', message: "Unknown backend: 'gpu'" }, devices: [] } },
    code: 'device-unavailable',
    message: "JAX of /fake/python has no device 'gpu': Unknown backend: 'gpu'.",
    hint: '/fake/python -m pip install --upgrade "jax[cuda13]"',
  },
  {
    what: 'CUDA that cannot be used',
    fake: problem('no-device', { plugins: ['jax-cuda13-plugin'], message: 'no driver\ncuInit failed: 100.' }),
    code: 'device-unavailable',
    message: 'JAX of /fake/python has jax-cuda13-plugin, but cannot use the accelerator: cuInit failed: 100.',
    hint: 'nvidia-smi',
  },
  {
    what: 'a host of another version',
    fake: { hello: { wire: 99 } },
    code: 'jax-unavailable',
    message: 'is of another version of Flowscope.',
    hint: 'Install Flowscope again.',
  },
  {
    what: 'a host that ends',
    fake: { fail: 'hello', how: 'exit' },
    code: 'jax-ended',
    message: 'The JAX process was ended with exit code 3: ImportError: libcuda is missing.',
  },
])('$what is an error that says what to do', async ({ fake, code, message, hint, options }) => {
  const error = await open(fake, options).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code, message: expect.stringContaining(message) });
  if (hint !== undefined) expect(error).toMatchObject({ hint: expect.stringContaining(hint) });
});

withPython.each([
  ['kill', 'jax-ended', 'The JAX process was ended by SIGKILL.'],
  ['RESOURCE_EXHAUSTED: Out of memory allocating 9 bytes.', 'out-of-memory', 'JAX ran out of memory'],
  ['Something odd', 'jax-failed', 'JAX failed: XlaRuntimeError: Something odd.'],
  ['banner', 'jax-failed', 'it wrote something else than an answer'],
  ['garbage', 'jax-failed', 'it sent an invalid answer'],
])('a host that fails in a step (%s) is an error', async (how, code, message) => {
  const runtime = await open({ fail: 'run', how });
  const loop = await runtime.compileLoop(PROGRAM, START);
  const error = loop.run(1, { rows: rowsOf(1) });
  await expect(error).rejects.toMatchObject({ code, message: expect.stringContaining(message) });
  await runtime.close!();
});

test('a Python that does not exist is an error that names it', async () => {
  await expect(openJax({ threads: 1, python: join(folder, 'nowhere') })).rejects.toMatchObject({
    code: 'python-not-found',
    message: `The backend 'jax' needs Python, but ${join(folder, 'nowhere')} (from flowscope.pythonPath or --python) does not exist.`,
    hint: expect.stringContaining('--python PATH'),
  });
});

withPython('the host itself says that JAX is missing, and the list of backends has that and the fix', async () => {
  const python = join(folder, 'python-without-packages');
  writeFileSync(python, '#!/bin/sh\nexec python3 -I -S "$@"\n');
  chmodSync(python, 0o755);
  await expect(reportJax({ python })).rejects.toMatchObject({
    code: 'jax-unavailable',
    message: expect.stringMatching(/^JAX cannot be imported by .*No module named 'numpy'\.$/),
    hint: expect.stringContaining('pip install --upgrade jax'),
  });
});

withPython('an array of the wrong size is refused before it is sent', async () => {
  const runtime = await open({});
  const loop = await runtime.compileLoop(PROGRAM, START);
  await expect(loop.run(2, { rows: rowsOf(1) })).rejects.toThrow("'rows' has 4 values for shape [2,4]");
  await runtime.close!();
});
