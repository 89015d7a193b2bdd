import { defineRuntime, detectByLoading } from '../definition.ts';

const load = () => import('./cpu-runtime.ts');

/** ONNX Runtime on the processor. Its libraries are not available for some systems. */
export const cpu = defineRuntime({
  name: 'cpu',
  detect: () => detectByLoading(load),
  open: async (options) => (await load()).cpuRuntime(options),
});
