/** ONNX Runtime on a GPU. Training steps run there; single functions, which are small and rare, run on the processor. */
import type { RuntimeOptions } from '../../definition.ts';
import type { Runtime } from '../../runtime.ts';
import { cpuFacts } from '../cpu-facts.ts';
import { cpuRuntime } from '../cpu-runtime.ts';
import { webgpuDevice } from './device.ts';
import { openStepLoop } from './step-loop.ts';

export function webgpuRuntime(options: RuntimeOptions): Runtime<'webgpu'> {
  const { compile } = cpuRuntime(options);
  return {
    name: 'webgpu',
    // Loops are written out when a step is compiled.
    capabilities: { repeats: 'scan', precision: 'float32' },
    facts: { ...cpuFacts(), device: 'gpu', deviceKind: 'first adapter of the system' },
    compile,
    compileLoop: (program, start) => openStepLoop(program, start, webgpuDevice),
  };
}
