import { FlowscopeError } from '../../errors/flowscope-error.ts';
import { formatCounted } from '../../format/numbers.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import { sizeOf } from '../../tensor/tensor.ts';
import type { FlowFigureAnswer } from '../answer.ts';
import { conditionPictures } from '../opened/condition-pictures.ts';
import type { OpenData, OpenFlow } from '../opened/open-flow.ts';
import { sourceOf } from '../opened/open-flow.ts';
import { splitRows } from '../opened/split-rows.ts';
import { couplingJacobian, findCoupling } from './coupling.ts';
import { layerInput } from './layer-input.ts';

export interface CouplingOptions {
  /** Index in the expanded plan; null: the first coupling. */
  readonly layer: number | null;
  readonly row: number;
  readonly split: 'train' | 'validation' | 'test';
  readonly signal: AbortSignal | null;
}

/** @throws FlowscopeError `wrong-value` (exit 2): there is no such coupling or row; the signal's reason once it is aborted */
export async function inspectCoupling(
  runtime: Runtime,
  open: OpenFlow,
  data: OpenData,
  { layer: wanted, row, split, signal }: CouplingOptions,
) {
  const coupling = findCoupling(open.plan, wanted);
  const { layer, map, mask } = coupling;
  const rows = splitRows(data, split);
  if (row >= rows.count) {
    throw new FlowscopeError(
      'wrong-value',
      `there is no row ${row}: the ${split} split has ${formatCounted(rows.count, 'row')}`,
      {
        exitCode: 2,
      },
    );
  }
  const noiseSeed = open.plan.training.seed;
  const point = await layerInput(runtime, open, data, rows, { index: layer.index, row, noiseSeed });
  const context = contextOf(open, data, { split, row });
  const { elements, jacobian, sumLogDiagonal, logDet } = await couplingJacobian(open, coupling, point, context, signal);
  const { index, type, path, turn } = layer;
  return {
    ...sourceOf(open),
    split,
    row,
    layer: { index, type, path, turn: [...turn] },
    map,
    unit: 'nats' as const,
    dimension: sizeOf(layer.inputShape),
    kept: mask.reduce<number>((sum, kept) => sum + kept, 0),
    elements: elements.map((element) => ({ ...element })),
    jacobian: jacobian.map((values) => [...values]),
    sumLogDiagonal,
    logDet,
  };
}

function contextOf(
  { flow: { contextSize } }: OpenFlow,
  data: OpenData,
  { split, row }: Pick<CouplingOptions, 'split' | 'row'>,
): Float32Array | null {
  return splitRows(data, split).context?.slice(row * contextSize, (row + 1) * contextSize) ?? null;
}

export const couplingAnswer: FlowFigureAnswer<'coupling'> = async (params, context) => {
  const { runtime, open, signal } = context;
  const data = await context.data();
  const answer = await inspectCoupling(runtime, open, data, { ...params, signal });
  return { ...answer, ...conditionPictures(open, contextOf(open, data, params)) };
};
