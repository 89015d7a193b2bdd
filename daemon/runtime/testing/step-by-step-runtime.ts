import { cpuRuntime } from '../onnxruntime/cpu-runtime.ts';
import { openStepLoop } from '../onnxruntime/webgpu/step-loop.ts';
import type { Runtime } from '../runtime.ts';
import { hostDevice } from './host-device.ts';

/** Trains as WebGPU does, with loops written out and one call for each step, but on the processor. */
export function stepByStepRuntime(): Runtime<'step by step'> {
  return {
    ...cpuRuntime({ threads: 1 }),
    name: 'step by step',
    compileLoop: (program, start) => openStepLoop(program, start, hostDevice),
  };
}
