import { cpus } from 'node:os';
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
    const { env } = await import('./library.ts');
    const kind = cpus()[0]?.model.trim() ?? process.arch;
    return {
      ...{ reason: null, fix: null },
      versions: { onnxruntime: env.versions.node ?? env.versions.common },
      devices: [{ name: 'cpu', kind, memory: null }],
    };
  },
});
