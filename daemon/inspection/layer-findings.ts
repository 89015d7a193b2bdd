/** What stands out in the terms of a flow: the unhealthy patterns of docs/gallery.md, found by their figures. */
import { formatError } from '../cli/terminal/numbers.ts';

/** What is needed of a layer's row in `inspect`; figures that are not finite come as null from JSON. */
export interface FindingRow {
  readonly index: number;
  readonly type: string;
  readonly kind: string;
  readonly mean: number | null;
  readonly std: number | null;
  readonly gain: number | null;
  readonly roundTripError: number | null;
  readonly outsideBound: number | null;
}

export interface LayerFinding {
  readonly kind: 'dead' | 'inexact' | 'outside-bound' | 'cancelled';
  /** Indices of the layers that it is about. */
  readonly layers: readonly number[];
  /** What was seen at them. */
  readonly text: string;
  /** What helps. */
  readonly advice: string;
}

/** Layers whose log|det| differs from point to point if their conditioner looks at the point at all. */
const CONDITIONED: ReadonlySet<string> = new Set([
  'affine-coupling',
  'spline-coupling',
  'mixture-cdf-coupling',
  'affine-autoregressive',
  'spline-autoregressive',
]);

/** Nats: float32 sums of what is the same differ by less. */
const SAME = 1e-6;
/** A layer of float32 is undone to 1e-6 of what passes it; a thousand times that is no rounding. */
const INEXACT = 1e-3;
const OUTSIDE = 0.05;
/** Nats that linear layers hand to each other before it is worth a word. */
const HANDED = 1;

/** @param rows of one inspection, in the order of the flow */
export function layerFindings(rows: readonly FindingRow[]): LayerFinding[] {
  const own = rows.filter(({ index, kind }) => index >= 0 && kind === 'log-det');
  const found: LayerFinding[] = [];
  const add = (kind: LayerFinding['kind'], at: readonly FindingRow[], text: string, advice: string) => {
    if (at.length > 0) found.push({ kind, layers: at.map(({ index }) => index), text, advice });
  };
  const inexact = own.filter(({ roundTripError }) => roundTripError === null || roundTripError > INEXACT);
  const worst = Math.max(...inexact.map(({ roundTripError }) => roundTripError ?? Number.POSITIVE_INFINITY));
  add(
    'inexact',
    inexact,
    `Undone only roughly${Number.isFinite(worst) ? `, wrong by up to ${formatError(worst)}` : ''}: the scale is beyond what float32 can hold.`,
    'Go back to an earlier checkpoint; then lower scaleBound or the learning rate, or clip gradients.',
  );
  add(
    'dead',
    // Before the first step couplings are the identity: that is how they begin, not how they end.
    own.filter(
      ({ type, mean, std }) => CONDITIONED.has(type) && std !== null && std <= SAME && Math.abs(mean ?? 0) > SAME,
    ),
    'The same log|det| at every point: the conditioner does not react to what it sees.',
    'Lower the learning rate, widen the conditioner, or take an activation that cannot die (tanh, silu).',
  );
  const outside = own.filter(({ outsideBound }) => (outsideBound ?? 0) > OUTSIDE);
  const most = Math.max(...outside.map(({ outsideBound }) => outsideBound!));
  add(
    'outside-bound',
    outside,
    `Up to ${(100 * most).toFixed(1)} % of the coordinates lie outside of the spline’s bound and stay as they are.`,
    'Raise bound, or put an actnorm before it.',
  );
  add(
    'cancelled',
    cancelling(own),
    'A large log|det| and no gain: these layers only move volume there and back.',
    'Harmless, and worth nothing: the flow would be as good without them.',
  );
  return found;
}

/** Layers without any gain whose log-dets take each other back. */
function cancelling(rows: readonly FindingRow[]): FindingRow[] {
  const still = rows.filter(
    ({ type, std, gain, mean }) =>
      !CONDITIONED.has(type) && std !== null && std <= SAME && Math.abs(gain ?? 1) <= 1e-4 && mean !== null,
  );
  const sum = (sign: number) => still.reduce((all, { mean }) => all + Math.max(0, sign * mean!), 0);
  return Math.min(sum(1), sum(-1)) < HANDED ? [] : still.filter(({ mean }) => Math.abs(mean!) >= HANDED);
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
