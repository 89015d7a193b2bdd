/** Reuses the last preview's parameters if their names and shapes match. */
import type { ParameterValues } from '../evaluation/row-graph.ts';
import type { StoredParameter } from '../flow/parameters.ts';
import { sizeOf } from '../tensor/tensor.ts';
import type { StateArrays } from '../training/training-state.ts';

/** Where training ended: with it, the same spec is trained on as if it had not stopped. */
export interface EndedTraining {
  /** Identifies the plan. */
  readonly identity: string;
  readonly step: number;
  readonly loss: number | null;
  /** Of training, in all. */
  readonly seconds: number;
  readonly warm: number;
  /** With the optimizer's moments. */
  readonly state: StateArrays;
}

export interface EndedPreview {
  readonly training: EndedTraining;
  readonly shapes: ReadonlyMap<string, readonly number[]>;
  readonly values: ParameterValues;
}

export interface WarmStart {
  readonly values: Map<string, Float32Array>;
  /** Share of the trained numbers that come from `ended`. */
  readonly share: number;
}

/** Parameters that are not trained (permutations, flags) keep this flow's values. */
export function warmStart(
  parameters: readonly StoredParameter[],
  fresh: ParameterValues,
  ended: Pick<EndedPreview, 'shapes' | 'values'> | null,
): WarmStart {
  const values = new Map(fresh);
  let [taken, all] = [0, 0];
  for (const { name, shape, trainable } of parameters) {
    if (!trainable) continue;
    all += sizeOf(shape);
    const known = ended?.values.get(name);
    const size = known === undefined ? 0 : commonSize(name, shape, ended!.shapes.get(name)!);
    if (size === 0) continue;
    const own = fresh.get(name)!.slice();
    own.set(known!.subarray(0, size));
    values.set(name, own);
    taken += size;
  }
  return { values, share: all === 0 ? 0 : taken / all };
}

/** Number of elements of a tensor that match: all, or those of the turns that a repeat has in both flows. */
function commonSize(name: string, shape: readonly number[], known: readonly number[]): number {
  if (known.join() === shape.join()) return sizeOf(shape);
  const isStacked = name.includes('#phase') && known.slice(1).join() === shape.slice(1).join();
  return isStacked ? Math.min(known[0]!, shape[0]!) * sizeOf(shape.slice(1)) : 0;
}

export function endedPreview(
  parameters: readonly StoredParameter[],
  values: ParameterValues,
  training: EndedTraining,
): EndedPreview {
  return { training, shapes: new Map(parameters.map(({ name, shape }) => [name, shape])), values };
}
