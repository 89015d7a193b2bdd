/** Starts the host and asks it what it is, for training and for the list of backends. */
import { fileURLToPath } from 'node:url';
import type { RuntimeOptions } from '../definition.ts';
import { WIRE_VERSION } from '../wire/wire-program.ts';
import { findPython } from './find-python.ts';
import { oldestJax, otherHost, unusable } from './host-errors.ts';
import { type HostLink, startHost } from './host-link.ts';
import { type HelloAnswer, type HostDevice, helloAnswer } from './host-messages.ts';

/** Beside this file, or beside the bundle that it is part of. */
const SCRIPT = 'host/host.py';

export interface Host {
  readonly link: HostLink;
  /** The one that it computes on. */
  readonly device: HostDevice;
  readonly devices: readonly HostDevice[];
  /** Number of devices that share the batches of a loop. */
  readonly sharing: number;
  /** The place of this process among those that compute together. */
  readonly rank: number;
  readonly ranks: number;
  /** Of Python and of the packages that compute. */
  readonly versions: Readonly<Record<string, string>>;
}

export type HostOptions = Pick<
  RuntimeOptions,
  'python' | 'device' | 'devices' | 'ranks' | 'cacheFolder' | 'matmulPrecision' | 'signal'
> & {
  /** Default: Flowscope's own. */
  readonly script?: string;
};

/** @throws FlowscopeError `python-not-found` | `jax-unavailable` | `device-unavailable` | `jax-ended` */
export async function openHost(options: HostOptions): Promise<Host> {
  const { device = null, devices = null, ranks = null, cacheFolder: cache = null, matmulPrecision } = options;
  const script = options.script ?? fileURLToPath(new URL(SCRIPT, import.meta.url));
  const link = startHost({ python: findPython(options.python ?? null), script });
  // Ranks wait for each other for minutes.
  const stop = () => void link.close();
  options.signal?.addEventListener('abort', stop);
  try {
    options.signal?.throwIfAborted();
    const precision = matmulPrecision ?? 'highest';
    const { header } = await link.ask({
      ...{ kind: 'hello', oldest: oldestJax(devices), device, devices, ranks, cache, precision },
    });
    const hello = helloAnswer.parse(header);
    if (hello.problem !== undefined) throw unusable(hello, hello.problem, { device, devices, ranks });
    if (hello.device === undefined || hello.wire !== WIRE_VERSION) throw otherHost(script);
    const { device: own, devices: all, sharing, rank } = hello;
    return { link, device: own, devices: all, sharing, rank, ranks: hello.ranks, versions: versionsOf(hello) };
  } catch (error) {
    await link.close();
    throw options.signal?.aborted ? options.signal.reason : error;
  } finally {
    options.signal?.removeEventListener('abort', stop);
  }
}

function versionsOf({ python, jax, numpy }: HelloAnswer): Record<string, string> {
  return { python, ...(jax === undefined ? {} : { jax }), ...(numpy === undefined ? {} : { numpy }) };
}
