/** Where ONNX Runtime computes step by step, and what may be asked of it there. */
import type * as ort from 'onnxruntime-node';
import type { NamedTensor } from '../../../programs/function-model.ts';
import { functionModel } from '../../onnx/function-model.ts';
import { InferenceSession } from '../library.ts';
import type { OrtTensors } from '../ort-tensors.ts';
import { deviceFailure } from './device-failure.ts';

/** Where results are afterwards. */
export type Place = 'device' | 'host';

export interface DeviceFunction {
  run(feeds: OrtTensors): Promise<OrtTensors>;
  /** Disposing of a tensor that it made ends the process afterwards. */
  release(): Promise<void>;
}

export interface Device {
  /** Maximum number of parts of a split. */
  readonly parts: number;
  /** @param model as ONNX bytes @throws FlowscopeError `device-failed` */
  compile(model: Uint8Array, results: Place): Promise<DeviceFunction>;
}

/** The WebGPU adapter that the system offers first. Nothing falls back to the processor. */
export const webgpuDevice: Device = {
  // A shader binds 8 to 12 buffers, and a split takes one for its whole and one for each part.
  parts: 7,
  async compile(model, results) {
    const place = results === 'device' ? 'gpu-buffer' : 'cpu';
    const compiled = await orFailure(
      compileOn(
        model,
        { executionProviders: ['webgpu'], preferredOutputLocation: place },
        { disable_cpu_ep_fallback: '1' },
      ),
    );
    return { ...compiled, run: (feeds) => orFailure(compiled.run(feeds)) };
  },
};

/** @throws FlowscopeError `device-failed` */
async function orFailure<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw deviceFailure(error);
  }
}

/** @param entries of the session's configuration */
export async function compileOn(
  model: Uint8Array,
  options: ort.InferenceSession.SessionOptions,
  entries: Readonly<Record<string, string>>,
): Promise<DeviceFunction> {
  const session = await InferenceSession.create(model, {
    ...options,
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    logSeverityLevel: 3,
    // Our graphs are simplified already, and ONNX Runtime's time grows with the square of the nodes.
    graphOptimizationLevel: 'disabled',
    extra: { session: { set_denormal_as_zero: '1', ...entries } },
  });
  return { run: (feeds) => session.run(feeds), release: () => session.release() };
}

/** Copies tensors to the host. Asking a tensor on the device for its data ends the process. */
export async function compileReader(device: Device, named: readonly NamedTensor[]): Promise<DeviceFunction> {
  const outputs = named.map(({ name, tensor }) => ({ name: `read:${name}`, tensor }));
  const reader = await device.compile(functionModel({ inputs: named, outputs }), 'host');
  return {
    async run(feeds) {
      const read = await reader.run(feeds);
      return Object.fromEntries(named.map(({ name }) => [name, read[`read:${name}`]!]));
    },
    release: () => reader.release(),
  };
}
