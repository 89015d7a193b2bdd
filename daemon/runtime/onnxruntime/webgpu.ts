import { defineRuntime } from '../definition.ts';
import { probeWebgpu } from './webgpu/probe.ts';

/** ONNX Runtime on a GPU, by Vulkan, Metal or Direct3D 12. Small flows are faster on the processor. */
export const webgpu = defineRuntime({
  name: 'webgpu',
  explicit: true,
  evaluatesWith: 'cpu',
  detect: () => probeWebgpu(),
  accelerators: async () =>
    (await probeWebgpu()).available ? [{ device: null, kind: 'the first GPU of the system' }] : [],
  open: async (options) => (await import('./webgpu/webgpu-runtime.ts')).webgpuRuntime(options),
});
