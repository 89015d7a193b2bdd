/** What several devices of JAX compute, against ONNX Runtime, and what they exchange. */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openJax } from '../../runtime/jax/jax-runtime.ts';
import { cpuRuntime } from '../../runtime/onnxruntime/cpu-runtime.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import { engineParity, type Parity } from './engine-parity.ts';

type Spec = Parameters<typeof engineParity>[0];

export interface SharedParity extends Parity {
  /** Number of exchanges between devices in a step, as XLA has compiled it. */
  readonly exchanges: number;
}

/** Devices of one process, on the processor. @param python a Python with JAX */
export function devicesParity(python: string, devices: number, spec: Spec, steps: number): Promise<SharedParity> {
  return withDump(async () => {
    const jax = await openJax({ threads: 1, python, device: 'cpu', devices });
    return closing([jax], () => engineParity(spec, [cpuRuntime({ threads: 1 }), jax], steps));
  });
}

/** Processes with one device each, which exchange over gloo: the largest difference of any of them. */
export function processesParity(python: string, ranks: number, spec: Spec, steps: number): Promise<SharedParity> {
  return withDump(async () => {
    const coordinator = `127.0.0.1:${await freePort()}`;
    const joined = await Promise.all(
      Array.from({ length: ranks }, (_, rank) => {
        const place = { rank, ranks, coordinator, alone: true };
        return openJax({ threads: 1, python, device: 'cpu', devices: 1, ranks: place });
      }),
    );
    // All make the same calls in the same order.
    const all = await closing(joined, () =>
      Promise.all(joined.map((jax) => engineParity(spec, [cpuRuntime({ threads: 1 }), jax], steps))),
    );
    const worst = (of: (parity: Parity) => number) => Math.max(...all.map(of));
    return { loss: worst(({ loss }) => loss), gradientNorm: worst(({ gradientNorm }) => gradientNorm) };
  });
}

/** A port of this machine that nobody listens at. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('a TCP server has an address');
  return address.port;
}

async function closing<T>(runtimes: readonly Runtime[], work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } finally {
    await Promise.all(runtimes.map((runtime) => runtime.close?.()));
  }
}

/** XLA writes what it compiles to a folder, where the exchanges are counted. */
async function withDump(work: () => Promise<Parity>): Promise<SharedParity> {
  const folder = await mkdtemp(join(tmpdir(), 'flowscope-xla-'));
  const before = process.env.XLA_FLAGS;
  process.env.XLA_FLAGS = `${before ?? ''} --xla_dump_to=${folder} --xla_dump_hlo_as_text`;
  try {
    const parity = await work();
    return { ...parity, exchanges: await exchangesIn(folder) };
  } finally {
    if (before === undefined) delete process.env.XLA_FLAGS;
    else process.env.XLA_FLAGS = before;
    await rm(folder, { recursive: true, force: true });
  }
}

async function exchangesIn(folder: string): Promise<number> {
  const compiled = (await readdir(folder)).filter((name) => /jit_steps\..*after_optimizations\.txt$/.test(name));
  const [program] = compiled;
  if (program === undefined) throw new Error('XLA has written no program');
  const text = await readFile(join(folder, program), 'utf8');
  return text.match(/ (all-reduce|all-gather|all-to-all|collective-permute|reduce-scatter)(-start)?\(/g)?.length ?? 0;
}
