/** Finds out in a separate process whether WebGPU works on this system. */
import { isJsonObject } from '../../../encoding/json.ts';
import type { Detection } from '../../definition.ts';
import { askProbe, type ProbeOptions, probeScript } from '../../probe-process.ts';

export type ProbeAnswer = { readonly works: true } | { readonly works: false; readonly reason: string };

const HINT =
  'WebGPU needs a GPU with its driver: Vulkan on Linux (mesa-vulkan-drivers, or the vendor’s; `vulkaninfo --summary` lists devices), Metal on macOS, Direct3D 12 on Windows. In containers, the GPU must be passed through. To train on the processor, use the backend cpu.';

export async function probeWebgpu(
  script: string = probeScript(import.meta.url, 'webgpu-probe.js', 'probe-main.ts'),
  options: ProbeOptions = {},
): Promise<Detection> {
  const { answer, silence, cause } = await askProbe(script, 'WebGPU', options);
  if (isJsonObject(answer) && answer.works === true) return { available: true };
  const reason = isJsonObject(answer) ? String(answer.reason) : silence;
  return { available: false, reason, hint: HINT, cause };
}
