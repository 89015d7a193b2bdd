/**
 * A process that compares the first steps on WebGPU with those of ONNX Runtime on the processor: the loader reads where the
 * device is from the environment when a process starts. Arguments: number of steps, specs. It writes a line of JSON for each.
 */
import { cpuRuntime } from '../../daemon/runtime/onnxruntime/cpu-runtime.ts';
import { webgpuRuntime } from '../../daemon/runtime/onnxruntime/webgpu/webgpu-runtime.ts';
import { engineParity, exampleSpec } from '../../daemon/training/testing/engine-parity.ts';

const [steps, ...specs] = process.argv.slice(2);
const cpu = cpuRuntime({ threads: 1 });
const webgpu = await webgpuRuntime({ threads: 1 });
for (const path of specs) {
  const { loss } = await engineParity(await exampleSpec(path), [cpu, webgpu], Number(steps));
  process.stdout.write(`${JSON.stringify({ path, loss })}\n`);
}
