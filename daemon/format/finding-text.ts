/** Describes findings about layers, with advice. */
import type { LayerFinding } from '../statistics/layer-findings.ts';
import { formatError } from './numbers.ts';

export interface FindingText {
  /** The finding. */
  readonly text: string;
  /** What to do about it. */
  readonly advice: string;
}

export function findingText({ kind, worst }: LayerFinding): FindingText {
  switch (kind) {
    case 'inexact':
      return {
        text: `Inaccurate inverse${worst === null ? '' : `, off by up to ${formatError(worst)}`}: the scale exceeds the precision of float32.`,
        advice:
          'Use an earlier checkpoint, or train again with a lower scaleBound, a lower learning rate or gradient clipping.',
      };
    case 'dead':
      return {
        text: 'log|det| is the same at every point: the conditioner ignores its input.',
        advice:
          'Check that the columns vary. Otherwise lower the learning rate, widen the conditioner, or use an activation other than relu, such as silu.',
      };
    case 'single-dimension':
      return {
        text: 'An affine map of a single dimension shifts and scales the base but does not change its shape.',
        advice:
          'No layer of this version changes the shape of a single dimension. Choose the base that fits best (normal or logistic), or add context columns.',
      };
    case 'outside-bound':
      return {
        text: `Up to ${(100 * (worst ?? 0)).toFixed(1)} % of the coordinates lie outside the bound of the spline and pass unchanged.`,
        advice: 'Raise bound, or put an actnorm before the spline.',
      };
    case 'cancelled':
      return {
        text: 'A large log|det| without gain: these layers cancel out.',
        advice: 'Harmless: they can be removed.',
      };
  }
}

/** `Layer 3`, `Layers 0–2, 5`. */
export function findingPlace({ layers }: Pick<LayerFinding, 'layers'>): string {
  const parts: [number, number][] = [];
  for (const layer of layers) {
    const last = parts.at(-1);
    if (last !== undefined && last[1] === layer - 1) last[1] = layer;
    else parts.push([layer, layer]);
  }
  const text = parts.map(([from, to]) =>
    from === to ? `${from}` : to === from + 1 ? `${from}, ${to}` : `${from}–${to}`,
  );
  return `Layer${layers.length > 1 ? 's' : ''} ${text.join(', ')}`;
}
