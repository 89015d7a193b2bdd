/** Rows at which an exported file is compared with the engine. */
import type { Rows } from '../../data/definition.ts';
import { parameterFeeds } from '../../evaluation/row-graph.ts';
import { fillLatentNoise, latentNoiseShape } from '../../flow/latent-noise.ts';
import { randomStream } from '../../random/random-stream.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import { sizeOf } from '../../tensor/tensor.ts';
import { samplingGraph } from '../graphs/inverse-graph.ts';
import { toDataUnits } from '../opened/data-units.ts';
import type { DataFacts, OpenFacts, OpenFlow } from '../opened/open-flow.ts';

const SEED = 0;

/** Rows of the validation split, or else the training split; `count` samples of the flow if rows are not available. */
export async function comparisonRows(
  runtime: Runtime,
  { flow, parameters }: Pick<OpenFlow, 'flow' | 'parameters'>,
  data: OpenFacts,
  count: number,
): Promise<Rows> {
  const { validation, train, summary } = data.dataset;
  if (validation && validation.count > 0) return validation;
  if (train) return train;
  const noise = new Float32Array(count * sizeOf(latentNoiseShape(flow)));
  const random = randomStream(SEED, 'export', 'rows');
  fillLatentNoise(flow, random, noise);
  const context = comparisonContexts(data.dataset, count);
  const graph = samplingGraph(flow, count);
  const compiled = await runtime.compile({ inputs: graph.inputs, outputs: [{ name: 'x', tensor: graph.x }] });
  try {
    const feeds = { noise, temperature: Float32Array.of(1), ...(context ? { context } : {}) };
    const { x } = await compiled.run({ ...parameterFeeds(flow, parameters), ...feeds });
    const points = toDataUnits(data, Float32Array.from(x!));
    // Clamped, because a flow may put a little mass outside the range of pixel values.
    const top = 2 ** (summary.bits ?? 0) - 1;
    const values =
      summary.bits === null
        ? points
        : Uint8Array.from(points, (value) => Math.min(Math.max(Math.floor(value), 0), top));
    return { count, values, context };
  } finally {
    await compiled.dispose();
  }
}

/** Contexts [count, C]: those of the training rows in turn; without rows, random labels and standard normal numbers. */
export function comparisonContexts({ train, contextEncoding = [] }: DataFacts, count: number): Float32Array | null {
  if (train) {
    const { context } = train;
    if (context === null) return null;
    const length = (count * context.length) / train.count;
    return Float32Array.from({ length }, (_, i) => context[i % context.length]!);
  }
  if (contextEncoding.length === 0) return null;
  const random = randomStream(SEED, 'export', 'context');
  const row = () =>
    contextEncoding.flatMap((entry) => {
      if (entry.kind === 'number') return [random.normal()];
      if (entry.kind === 'image') return Array.from({ length: sizeOf(entry.shape) }, () => random.uniform());
      const chosen = random.integer(entry.values.length);
      return entry.values.map((_, i) => (i === chosen ? 1 : 0));
    });
  return Float32Array.from(Array.from({ length: count }, row).flat());
}
