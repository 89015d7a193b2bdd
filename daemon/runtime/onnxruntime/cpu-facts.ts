import { cpus } from 'node:os';
import type { RuntimeFacts } from '../runtime.ts';
import { env } from './library.ts';

/** The processor, and the version of ONNX Runtime. */
export function cpuFacts(): RuntimeFacts {
  return {
    device: 'cpu',
    deviceKind: cpus()[0]?.model.trim() ?? process.arch,
    versions: { onnxruntime: env.versions.node ?? env.versions.common },
  };
}
