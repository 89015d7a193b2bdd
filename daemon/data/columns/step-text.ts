/** What columns go through, in words. */
import type { Dataset } from '../definition.ts';
import { affineStep } from './affine.ts';
import type { Standardize } from './column-keys.ts';
import { stepOf } from './registry.ts';

export interface ColumnSteps {
  readonly name: string;
  /** In order: each takes the x that the one before it gives. */
  readonly steps: readonly string[];
}

/** Of the columns that have other steps than mean and standard deviation. */
export function columnSteps(
  { columns, chains, standardization }: Pick<Dataset, 'columns' | 'chains' | 'standardization'>,
  standardize: Standardize,
): readonly ColumnSteps[] {
  return columns.flatMap((name, j) => {
    const chain = chains?.[j] ?? [];
    if (chain.length > 0) return [{ name, steps: chain.map((step) => stepOf(step).describe(step)) }];
    if (standardize !== 'robust' || standardization === null) return [];
    const step = affineStep({ center: standardization.mean[j]!, scale: standardization.std[j]! });
    return [{ name, steps: [stepOf(step).describe(step)] }];
  });
}
