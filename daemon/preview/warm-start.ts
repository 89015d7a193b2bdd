/** Parameters of the last preview, for the next one where names and shapes fit. */
import type { ParameterValues } from '../flow/evaluator.ts';
import type { StoredParameter } from '../flow/parameters.ts';
import { sizeOf } from '../tensor/tensor.ts';

export interface EndedPreview {
  readonly shapes: ReadonlyMap<string, readonly number[]>;
  readonly values: ParameterValues;
}

export interface WarmStart {
  readonly values: Map<string, Float32Array>;
  /** Share of the trained numbers that come from `ended`. */
  readonly share: number;
}

/** What is not trained (permutations, flags) stays as this flow has it. */
export function warmStart(
  parameters: readonly StoredParameter[],
  fresh: ParameterValues,
  ended: EndedPreview | null,
): WarmStart {
  const values = new Map(fresh);
  let [taken, all] = [0, 0];
  for (const { name, shape, trainable } of parameters) {
    if (!trainable) continue;
    all += sizeOf(shape);
    const known = ended?.values.get(name);
    if (known === undefined || ended?.shapes.get(name)?.join() !== shape.join()) continue;
    values.set(name, known);
    taken += sizeOf(shape);
  }
  return { values, share: all === 0 ? 0 : taken / all };
}

export function endedPreview(parameters: readonly StoredParameter[], values: ParameterValues): EndedPreview {
  return { shapes: new Map(parameters.map(({ name, shape }) => [name, shape])), values };
}
