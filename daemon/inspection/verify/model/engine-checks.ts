/** Compares what a model computes in the runtime's float32 with float64, from the same parameters, points and noise. */
import type { Model } from '../../../models/definition.ts';
import type { Runtime } from '../../../runtime/runtime.ts';
import { compare, WorstError } from '../precision/errors.ts';
import { measureCompiled } from '../precision/measure.ts';
import type { Check } from './check.ts';
import type { ModelGraph } from './model-graph.ts';

/** How many draws to use, in turn, to find what rounding explains, while an error remains. */
const DRAWS = [0, 1, 4] as const;

/** @throws the signal's reason once it is aborted */
export async function engineChecks(
  runtime: Runtime,
  { objectives }: Pick<Model, 'objectives'>,
  { terms, results, inputs, values }: ModelGraph,
  seed: number,
  signal: AbortSignal | null,
): Promise<readonly Check[]> {
  const losses = objectives.map(({ name }, i) => ({ name: `loss ${name}`, tensor: terms.losses[i]! }));
  const outputs = [...losses, ...results].map(({ name, tensor }, i) => ({ label: name, name: `output${i}`, tensor }));
  const compiled = await runtime.compile({ inputs, outputs });
  try {
    for (const draws of DRAWS) {
      signal?.throwIfAborted();
      const measured = await measureCompiled(compiled, { inputs, outputs }, values, seed, draws);
      const checks = outputs.map(({ label, name }) => {
        const worst = new WorstError();
        const own = measured.get(name)!;
        for (let i = 0; i < own.exact.length; i++) compare(worst, own, i, false);
        return { name: `float32 ${label}`, error: worst.error, tolerance: worst.allowed, ok: worst.ok };
      });
      if (draws === DRAWS.at(-1) || checks.every(({ ok }) => ok)) return checks;
    }
    throw new Error('nothing was measured');
  } finally {
    await compiled.dispose();
  }
}
