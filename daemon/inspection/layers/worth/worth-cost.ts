/** How much work it takes to replace one layer after the other, and with how many rows that is done. */
import { evaluationBatch } from '../../../evaluation/evaluator.ts';
import { layerOfType } from '../../../flow/bijections/registry.ts';
import type { FlatLayer } from '../../../flow/flatten-plan.ts';
import type { Flow } from '../../../flow/flow.ts';
import { storedParameters } from '../../../flow/parameters.ts';
import { placedLeaves } from '../../../flow/placed-leaves.ts';
import { sizeOf } from '../../../tensor/tensor.ts';

/** Multiplications: a few seconds on two cores. */
const WORK = 2 ** 36;
/** About a minute. */
const MOST_WORK = 2 ** 40;
/** About a second. */
const CHEAP = 2 ** 34;
/** Of one call of the runtime, during which no other request is answered: some 10 ms. */
const CALL = 2 ** 28;
/** Rows that are not left out to save time. */
const FEWEST_ROWS = 256;
const FEWEST_AT_ONCE = 16;
/** Of an inverse by iteration. */
const ITERATIONS = 32;

export interface WorthCost {
  /** Rows to use; fewer than there are if all would take too long. */
  readonly rows: number;
  /** Rows at once. */
  readonly batch: number;
  /** `cheap`: about a second; `excessive`: minutes. */
  readonly kind: 'cheap' | 'moderate' | 'excessive';
}

/**
 * A function of the flow and the number of rows alone, so that the result does not depend on the machine.
 * @param isReplaced whether each layer is replaced
 */
export function worthCost(
  flow: Flow,
  layers: readonly FlatLayer[],
  isReplaced: readonly boolean[],
  rows: number,
): WorthCost {
  const leaves = placedLeaves(flow.segments);
  const costs = layers.map(({ type, inputShape }, l) => {
    const { leaf, direction } = leaves[l]!;
    const size = sizeOf(inputShape);
    const weights = storedParameters([leaf]).reduce((sum, { shape }) => sum + sizeOf(shape), 0);
    const positions = inputShape.length === 3 ? size / inputShape.at(-1)! : 1;
    const { inverse } = layerOfType(type);
    const passes = direction === 'forward' || inverse === 'closed' ? 1 : inverse === 'sequential' ? size : ITERATIONS;
    return passes * (weights * positions + size);
  });
  let perRow = 0;
  let rest = 0;
  for (let l = costs.length - 1; l >= 0; l--) {
    if (isReplaced[l]) perRow += rest;
    rest += costs[l]!;
  }
  perRow += 2 * rest;
  const used = Math.min(rows, Math.max(FEWEST_ROWS, Math.floor(WORK / perRow)));
  const work = perRow * used;
  const batch = Math.min(
    evaluationBatch(flow, used),
    Math.max(FEWEST_AT_ONCE, Math.floor(CALL / Math.max(...costs, 1))),
  );
  return { rows: used, batch, kind: work <= CHEAP ? 'cheap' : work <= MOST_WORK ? 'moderate' : 'excessive' };
}
