/** Requests of the conditional densities. */
import type * as z from 'zod/mini';
import { CONDITIONAL_CELLS, conditionalFigure } from '../../../protocol/figures/conditional.ts';
import type { PanelHost } from '../../bridge/panel-host.ts';
import type { Extent } from '../../charts/plane/plane-navigation.ts';
import type { Subject } from '../../components/base/checkpoint-panel.ts';
import type { ConditionalChoices } from './choices.ts';

type ConditionalResult = z.output<typeof conditionalFigure.method.result>;
export type Column = ConditionalResult['columns'][number];
export type ContextColumn = ConditionalResult['contextColumns'][number];

export type Conditional = Omit<ConditionalResult, 'logProb'> & {
  /** log q(shown | rest) at the centers of the axes: [n], or [m, n], smallest value of the second column first. */
  readonly logProb: Float64Array<ArrayBuffer>;
};

/** Cells along each axis of two columns: while a slider moves a picture takes no longer than a step of it, and at rest it is finer. */
const CELLS = { moving: 40, resting: 96 };

interface Asked {
  readonly choices: ConditionalChoices;
  /** The shown part of the plane of two columns; null: around the training rows. */
  readonly extent: Extent | null;
  readonly isMoving: boolean;
}

export function conditionalParams({ choices, extent, isMoving }: Asked) {
  const { columns, row, at, context } = choices;
  const isPlane = columns !== null && columns.length === 2;
  return {
    columns: columns === null ? null : [...columns],
    row,
    at: { ...at },
    context: Object.keys(context).length === 0 ? null : { ...context },
    extent: isPlane && extent !== null ? [...extent] : null,
    cells: isPlane ? (isMoving ? CELLS.moving : CELLS.resting) : CONDITIONAL_CELLS.one,
  };
}

export async function fetchConditional(
  host: PanelHost,
  { run, checkpoint }: Subject,
  params: ReturnType<typeof conditionalParams>,
  signal: AbortSignal,
): Promise<Conditional> {
  const method = conditionalFigure.method;
  const result = await host.request(method, { run, checkpoint, panel: 'conditional', ...params }, signal);
  return { ...result, logProb: Float64Array.from(await host.fetchArray(result.logProb, signal)) };
}

/** Centers of the cells along an axis, or its values. */
export function centersOf({ axes }: Conditional, axis: 0 | 1): Float64Array<ArrayBuffer> {
  const { low, high, cells, values } = axes[axis]!;
  if (values !== undefined) return Float64Array.from(values);
  return Float64Array.from({ length: cells }, (_, i) => low + ((i + 0.5) / cells) * (high - low));
}

/** Ends of an axis as it is drawn: a value is in the middle of its cell. */
export function endsOf({ axes }: Pick<Conditional, 'axes'>, axis: 0 | 1): readonly [low: number, high: number] {
  const { low, high, step = 0 } = axes[axis]!;
  return [low - step / 2, high + step / 2];
}

/** Whether everything that is shown has a probability, not a density. */
export function hasProbabilities({ axes }: Pick<Conditional, 'axes'>): boolean {
  return axes.every(({ values }) => values !== undefined);
}

/** Probabilities of the values along an axis. */
export function sharesOf({ axes, logProb }: Conditional, axis: 0 | 1): Float64Array {
  const width = axes[0]!.cells;
  const shares = new Float64Array(axes[axis]!.cells);
  for (const [i, log] of logProb.entries()) shares[axis === 0 ? i % width : Math.floor(i / width)]! += Math.exp(log);
  const sum = shares.reduce((total, own) => total + own, 0);
  return shares.map((own) => own / sum);
}
