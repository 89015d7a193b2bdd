/** Integers in the data of a flow to which no noise is added. */
import type { DataSummary } from '../../data/definition.ts';
import { traitsOf } from '../../flow/bijections/registry.ts';
import { type FlatLayer, flattenPlan } from '../../flow/flatten-plan.ts';
import { flowPlanOf } from '../parse-plan.ts';

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
 * Whether the NLLs of a run can fall without limit because of such integers.
 * @throws FlowscopeError as `flowPlanOf`
 */
export function hasIntegers(run: Parameters<typeof flowPlanOf>[0], summary: Summary): boolean {
  const { columns, pixelValues } = integersOf(summary, flattenPlan(flowPlanOf(run)));
  return columns.length > 0 || pixelValues !== null;
}
