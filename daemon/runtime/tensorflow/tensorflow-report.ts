import * as z from 'zod';
import type { BackendReport } from '../definition.ts';
import { askProbe, type ProbeOptions, probeScript } from '../probe-process.ts';

export const tensorflowReport = z.object({
  reason: z.string().nullable(),
  fix: z.string().nullable(),
  versions: z.record(z.string(), z.string()),
  devices: z.array(z.object({ name: z.string(), kind: z.string(), memory: z.number().nullable() })),
});

/** Starts what is installed, in a process of its own: a native library may end it, and keeps its memory. */
export async function reportTensorflow(
  script: string = probeScript(import.meta.url, 'tensorflow-probe.js', 'probe-main.ts'),
  options: ProbeOptions = {},
): Promise<BackendReport> {
  const { answer, silence } = await askProbe(script, 'TensorFlow.js', options);
  const { data } = tensorflowReport.safeParse(answer);
  return data ?? { reason: `${silence}.`, fix: 'Use the backend cpu.', versions: {}, devices: [] };
}
