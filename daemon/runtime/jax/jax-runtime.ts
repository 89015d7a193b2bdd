/** JAX in a process of the user's Python. State and data stay on its device, and only what a step reports comes back. */
import type { FunctionModel } from '../../programs/function-model.ts';
import type { StepProgram } from '../../programs/step-program.ts';
import { type Shape, sizeOf } from '../../tensor/tensor.ts';
import type { RuntimeOptions } from '../definition.ts';
import type { CompiledFunction, CompiledLoop, LoopStart, Runtime } from '../runtime.ts';
import type { WireLoop } from '../wire/wire-program.ts';
import { wireFunction, wireLoop } from '../wire/write-wire.ts';
import type { HostLink } from './host-link.ts';
import { pack, unpack } from './host-values.ts';
import { type Host, type HostOptions, openHost } from './jax-host.ts';

/** Milliseconds between two reports that the host is still starting or compiling. */
const TICK = 1000;
/** Bytes of what is fed to the steps of one block on the device, and their maximum number. */
const BLOCK_BYTES = 2 ** 24;
const MOST_STEPS = 256;

/** @throws FlowscopeError `python-not-found` | `jax-unavailable` | `device-unavailable` | `jax-ended` */
export async function openJax(options: RuntimeOptions & HostOptions): Promise<Runtime<'jax'>> {
  const during = <T>(what: 'starting' | 'compiling', work: Promise<T>) => reported(work, what, options.onProgress);
  const { link, device, sharing, rank, ranks, versions } = await during('starting', openHost(options));
  let programs = 0;
  return {
    name: 'jax',
    capabilities: { repeats: 'scan', precision: 'float32', devices: sharing },
    facts: {
      device: device.name,
      deviceKind: device.kind,
      ...(sharing > 1 ? { devices: sharing } : {}),
      ...(ranks > 1 ? { ranks } : {}),
      matmulPrecision: options.matmulPrecision ?? 'highest',
      versions,
    },
    compile: (model) => compileFunction(link, ++programs, model),
    compileLoop: (program, start) =>
      during('compiling', compileLoop({ link, sharing, rank }, ++programs, program, start)),
    ...(ranks > 1
      ? {
          ranks: {
            rank,
            ranks,
            announce: async (text) => (await link.ask({ kind: 'announce', text })).header.text ?? '',
          },
        }
      : {}),
    close: () => link.close(),
  };
}

async function compileFunction(link: HostLink, id: number, model: FunctionModel): Promise<CompiledFunction> {
  const { program, constants } = wireFunction(model);
  await link.ask({ kind: 'compile', id, program }, [constants]);
  return {
    async run(feeds) {
      const { values, blobs } = pack(program.inputs, feeds);
      return unpack(await link.ask({ kind: 'function', id, values }, blobs));
    },
    async dispose() {
      await link.ask({ kind: 'dispose', id });
    },
  };
}

async function compileLoop(
  { link, sharing, rank }: Pick<Host, 'link' | 'sharing' | 'rank'>,
  id: number,
  stepProgram: StepProgram,
  { captured, state, own = Object.keys(captured) }: LoopStart,
): Promise<CompiledLoop> {
  const { program, constants } = wireLoop(stepProgram);
  const tell = async (kind: string) => void (await link.ask({ kind, id }));
  await link.ask({ kind: 'compile', id, program, capacity: capacityOf(program) }, [constants]);
  const given = { ...captured, ...state };
  const isGiven = ({ name }: { readonly name: string }) => rank === 0 || name in given;
  const first = pack([...program.inputs, ...program.state].filter(isGiven), given);
  await link.ask({ kind: 'start', id, own, values: first.values }, first.blobs);
  // Each device has its part of the rows.
  const whole = program.perStep.map((value) =>
    value.shared ? { ...value, shape: rowsOf(value.shape, sharing) } : value,
  );
  return {
    async run(steps, feeds) {
      const { values, blobs } = pack(whole, feeds, [steps]);
      const answer = await link.ask({ kind: 'run', id, steps, values }, blobs);
      return { outputs: unpack(answer), ran: answer.header.ran ?? 0 };
    },
    readState: async () => unpack(await link.ask({ kind: 'read', id })),
    async writeState(given) {
      const { values, blobs } = pack(program.state, given);
      await link.ask({ kind: 'write', id, values }, blobs);
    },
    mark: () => tell('mark'),
    rewind: () => tell('rewind'),
    dispose: () => tell('dispose'),
  };
}

function rowsOf([rows, ...rest]: Shape, devices: number): Shape {
  return [rows! * devices, ...rest];
}

/** Number of steps of a block: the compiled program has room for that many. */
function capacityOf({ perStep, outputs }: WireLoop): number {
  const bytes = [...perStep, ...outputs].reduce((total, { shape }) => total + 4 * sizeOf(shape), 4);
  return Math.max(1, Math.min(MOST_STEPS, Math.floor(BLOCK_BYTES / bytes)));
}

/** Reports at once and then every second, until the work is done. */
async function reported<T>(
  work: Promise<T>,
  what: 'starting' | 'compiling',
  onProgress: RuntimeOptions['onProgress'],
): Promise<T> {
  if (onProgress === undefined) return work;
  const began = performance.now();
  // In tenths.
  const report = () => onProgress(what, Math.round((performance.now() - began) / 100) / 10);
  report();
  const ticks = setInterval(report, TICK);
  try {
    return await work;
  } finally {
    clearInterval(ticks);
  }
}
