import { availableParallelism, cpus } from 'node:os';
import type * as z from 'zod';
import { expectedBackend, INFO_BACKENDS, isAvailable } from '../../../protocol/backends.ts';
import { PART_BYTES } from '../../../protocol/data-frame.ts';
import { VERSION } from '../../../protocol/product-version.ts';
import { daemonInfo } from '../../../protocol/rpc/daemon-methods.ts';
import { PROTOCOL_TEXT } from '../../../protocol/version.ts';
import { createHandler, type Handler } from '../handler.ts';
import { LIMITS } from '../limits.ts';
import type { Load } from '../service.ts';

export interface InfoPorts {
  readonly instance: string;
  readonly url: string;
  readonly runLimit: number;
  /** null: the daemon never ends because it is idle. */
  readonly idleSeconds: number | null;
  load(): Load & { readonly connections: number };
}

export function daemonInfoHandler({ instance, url, runLimit, idleSeconds, load }: InfoPorts): Handler {
  const started = new Date();
  return createHandler(daemonInfo, async () => ({
    version: VERSION,
    protocol: PROTOCOL_TEXT,
    instance,
    pid: process.pid,
    url,
    started: started.toISOString(),
    node: process.versions.node,
    platform: `${process.platform}-${process.arch}`,
    backends: backends(),
    limits: {
      runs: runLimit,
      connections: LIMITS.connections,
      subscriptions: LIMITS.subscriptions,
      messageBytes: LIMITS.messageBytes,
      frameBytes: PART_BYTES,
      idleSeconds,
    },
    load: {
      ...load(),
      memory: process.memoryUsage.rss(),
      cores: availableParallelism(),
      uptimeSeconds: (Date.now() - started.getTime()) / 1000,
    },
  }));
}

function backends(): z.input<typeof daemonInfo.result>['backends'] {
  const processor = cpus()[0]?.model.trim() ?? null;
  const reason =
    'This version of Flowscope runs on CPU, on GPUs by WebGPU, on GPUs and TPUs through JAX, and with TensorFlow.js (the backends webgpu, jax and tensorflow).';
  return INFO_BACKENDS.map((name) =>
    isAvailable(name)
      ? { name, available: true, adapter: name === expectedBackend('auto') ? processor : null, reason: null }
      : { name, available: false, adapter: null, reason },
  );
}
