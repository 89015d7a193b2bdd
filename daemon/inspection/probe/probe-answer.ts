import { MOST_FOLLOWED } from '../../../protocol/figures/probe.ts';
import type { PreparedRows } from '../../data/prepare.ts';
import { valuesBetween } from '../../data/stored/stored-rows.ts';
import { FlowscopeError } from '../../errors/flowscope-error.ts';
import { noiseAt } from '../../evaluation/chosen-rows.ts';
import { evaluationNoise, type NoiseInput } from '../../evaluation/row-graph.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import { sizeOf } from '../../tensor/tensor.ts';
import type { FigureValues, FlowFigureAnswer } from '../answer.ts';
import { contextNeedsRows, type GivenContext, givenContext } from '../opened/choose-context.ts';
import { toDataUnits } from '../opened/data-units.ts';
import { type OpenData, type OpenFacts, type OpenFlow, sourceOf } from '../opened/open-flow.ts';
import { splitRows } from '../opened/split-rows.ts';
import { decodeToFlowUnits } from '../points/decode-latents.ts';
import { pointArray } from '../points/point-array.ts';
import { probePoint } from './probe-point.ts';

export const probeAnswer: FlowFigureAnswer<'probe'> = async (params, context) => {
  const { runtime, open } = context;
  const needsRows = params.row !== null || contextNeedsRows(open, params);
  return probe(runtime, open, needsRows ? await context.data() : await context.facts(), params);
};

/** The command line also gives condition images. */
type ProbeParams = FigureValues<'probe'> & Pick<GivenContext, 'images'>;

/** @param data with rows for a row, and for a context that is not given */
export async function probe(runtime: Runtime, open: OpenFlow, data: OpenFacts | OpenData, params: ProbeParams) {
  const { split, row, pixels } = params;
  const { dataset, transform } = data;
  const { x, prepared } = await pointOf(runtime, open, data, params);
  const found = await probePoint(runtime, open, data, prepared, {
    entry: row === null ? (params.z === null ? transform.exactEntry : null) : transform.entry,
    noise: (inputs) => Object.fromEntries(inputs.map((input) => [input.name, noiseOf(open, data, params, input)])),
    follows: sizeOf(open.flow.inputShape) <= MOST_FOLLOWED,
  });
  return {
    ...sourceOf(open),
    row,
    split,
    unit: 'nats' as const,
    shape: [...dataset.summary.shape],
    x: Array.from(pointArray(x, [], dataset, pixels).values, Number),
    z: params.z ?? [...found.latent],
    logq: found.logProb,
    base: found.base,
    logp: dataset.density?.logProb(x, prepared.context)[0] ?? null,
    layers: found.layers.map((layer) => ({ ...layer, turn: [...layer.turn] })),
    states: found.states?.map((state) => [...state]) ?? null,
  };
}

/** A row has the noise of `evaluate`. */
function noiseOf(open: OpenFlow, data: OpenFacts | OpenData, { row, split }: ProbeParams, input: NoiseInput) {
  const noiseSeed = open.plan.training.seed;
  if (row === null) return evaluationNoise(input, noiseSeed, 0);
  return noiseAt({ subject: open.flow, rows: rowsOf(data, split).rows, noiseSeed }, Uint32Array.of(row), input);
}

/** The point in data units, and as the flow takes it. */
async function pointOf(
  runtime: Runtime,
  open: OpenFlow,
  data: OpenFacts | OpenData,
  params: ProbeParams,
): Promise<{ readonly x: Float64Array; readonly prepared: PreparedRows }> {
  const { x, z, row, split } = params;
  if ([x, z, row].filter((given) => given !== null).length !== 1) {
    throw new FlowscopeError('wrong-value', 'a probe needs exactly one of x, z and row', {
      exitCode: 2,
      hint: 'Pass a point in data units, its latent, or a row of the split.',
    });
  }
  const given = givenContext(open, data, params);
  if (row !== null) return rowOf(data, split, row, given);
  const own = given ?? contextOf(open, data, split);
  const values = Float64Array.from((x ?? z)!);
  const width = sizeOf(x === null ? open.flow.latentShape : open.flow.inputShape);
  if (values.length !== width) {
    const name = x === null ? 'z' : 'x';
    throw new FlowscopeError('wrong-value', `${name} must have ${width} numbers, got ${values.length}`, {
      exitCode: 2,
    });
  }
  if (x !== null) return { x: values, prepared: data.transform.prepare({ count: 1, values, context: own }) };
  const latents = { values: Float32Array.from(values), count: 1, context: own };
  const decoded = await decodeToFlowUnits(runtime, open, latents);
  return { x: toDataUnits(data, decoded), prepared: { count: 1, values: decoded, context: own } };
}

function rowOf(
  data: OpenFacts | OpenData,
  split: FigureValues<'probe'>['split'],
  row: number,
  given: Float32Array | null,
) {
  const { dataset, rows } = rowsOf(data, split);
  const { count, context } = rows;
  if (row >= count) {
    throw new FlowscopeError('wrong-value', `there is no row ${row}: the split has the rows 0 … ${count - 1}`, {
      exitCode: 2,
    });
  }
  const size = context === null ? 0 : context.length / count;
  return {
    x: Float64Array.from(valuesBetween(dataset[split], row, row + 1)),
    prepared: {
      count: 1,
      values: valuesBetween(rows, row, row + 1),
      context: given ?? context?.subarray(row * size, (row + 1) * size) ?? null,
    },
  };
}

/** That of the first row; null for a flow without context. */
function contextOf({ flow }: OpenFlow, data: OpenFacts | OpenData, split: FigureValues<'probe'>['split']) {
  return flow.contextSize === 0 ? null : rowsOf(data, split).rows.context!.subarray(0, flow.contextSize);
}

function rowsOf(data: OpenFacts | OpenData, split: FigureValues<'probe'>['split']) {
  if (!('split' in data)) throw new Error('a row is probed, but the rows were not loaded');
  return { dataset: data.dataset, rows: splitRows(data, split) };
}
