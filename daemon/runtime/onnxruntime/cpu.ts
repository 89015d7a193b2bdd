import { defineRuntime, detectByLoading } from '../definition.ts';

const load = () => import('./cpu-runtime.ts');

/** ONNX Runtime on the processor. Its libraries are not available for some systems. */
export const cpu = defineRuntime({
  name: 'cpu',
  detect: () => detectByLoading(load),
  open: async (options) => (await load()).cpuRuntime(options),
  async report() {
    const found = await detectByLoading(load);
    if (!found.available) return { reason: found.reason, fix: null, versions: {}, devices: [] };
    const { device: name, deviceKind: kind, versions } = (await import('./cpu-facts.ts')).cpuFacts();
    return { reason: null, fix: null, versions, devices: [{ name, kind, memory: null }] };
  },
});
