/** Integers in the data of a model to which no noise is added. */
import type { DataSummary } from '../../data/definition.ts';
import { traitsOf } from '../../flow/bijections/registry.ts';
import { type FlatLayer, flattenPlan } from '../../flow/flatten-plan.ts';
import { isFlowPlan } from '../../models/flow-plan.ts';
import { isOfData, modelOf } from '../../models/registry.ts';
import { planOf } from '../parse-plan.ts';

interface Integers {
  readonly columns: readonly { readonly column: string; readonly distinct: number }[];
  /** Values that a pixel can have; null: the rows are not images, or noise is added. */
  readonly pixelValues: number | null;
}

type Summary = Pick<DataSummary, 'integerColumns' | 'bits'>;

export function integersOf({ integerColumns, bits }: Summary, layers: readonly Pick<FlatLayer, 'type'>[]): Integers {
  if (layers.some(({ type }) => traitsOf(type).dequantizes)) return { columns: [], pixelValues: null };
  return {
    columns: integerColumns.map(({ name, distinct }) => ({ column: name, distinct })),
    pixelValues: bits === null ? null : 2 ** bits,
  };
}

/**
 * Whether the NLLs of a run mean nothing because of such integers: they can fall without limit, or are not those of a probability
 * of the integers.
 * @throws FlowscopeError as `planOf`
 */
export function hasIntegers(run: Parameters<typeof planOf>[0], summary: Summary): boolean {
  const plan = planOf(run);
  if (!isFlowPlan(plan)) {
    const hasDensity = modelOf(plan).likelihood !== 'none';
    return hasDensity && (summary.integerColumns.length > 0 || !isOfData(plan));
  }
  const { columns, pixelValues } = integersOf(summary, flattenPlan(plan));
  return columns.length > 0 || pixelValues !== null;
}
