/** Detects the unhealthy patterns of docs/gallery.md in the terms of a flow. */
/** The part of a layer's row in `inspect` that is needed; in JSON, figures that are not finite are null. */
export interface FindingRow {
  readonly index: number;
  readonly kind: string;
  /**
   * Whether its log-det depends on the point through a network. Absent in old daemons' answers: then nothing is found.
   */
  readonly conditioned?: boolean | undefined;
  readonly mean: number | null;
  readonly std: number | null;
  readonly gain: number | null;
  readonly roundTripError: number | null;
  /** Relative to the size of the layer's input. Absent in old daemons' answers: then the absolute error is judged. */
  readonly relativeRoundTripError?: number | null | undefined;
  readonly outsideBound: number | null;
}

export interface LayerFinding {
  readonly kind: 'inexact' | 'dead' | 'single-dimension' | 'outside-bound' | 'cancelled';
  /** Indices of the layers that the finding is about. */
  readonly layers: readonly number[];
  /** The largest round-trip error, or share outside the bound, of these layers; null: not finite, or not applicable. */
  readonly worst: number | null;
}

/** Inputs of the layers; null: not known (answers of older daemons). */
export interface FindingSite {
  readonly dimension: number | null;
  readonly contextSize: number | null;
}

/** Nats: float32 sums of equal terms differ by less. */
const SAME = 1e-6;
/**
 * A float32 layer inverts with a relative error of about 1e-6; an error a thousand times larger is more than rounding.
 */
const INEXACT = 1e-3;
/** Share of a layer's coordinates. */
const OUTSIDE = 0.05;
/** Nats: the gain of a linear layer is 0 up to the rounding of its covariance. */
const NO_GAIN = 1e-4;
/** Nats that linear layers must pass to each other for a finding. */
const HANDED = 1;

/** @param rows of one inspection, in the order of the flow */
export function layerFindings(rows: readonly FindingRow[], { dimension, contextSize }: FindingSite): LayerFinding[] {
  const mapped = rows.filter(({ index, kind }) => index >= 0 && (kind === 'log-det' || kind === 'log-prior'));
  const own = mapped.filter(({ kind }) => kind === 'log-det');
  const finding = (
    kind: LayerFinding['kind'],
    found: readonly FindingRow[],
    measure: (row: FindingRow) => number | null = () => null,
  ): LayerFinding => {
    const worst = Math.max(...found.map((row) => measure(row) ?? Number.POSITIVE_INFINITY));
    return { kind, layers: found.map(({ index }) => index), worst: Number.isFinite(worst) ? worst : null };
  };
  return [
    finding('inexact', mapped.filter(isInexact), ({ roundTripError }) => roundTripError),
    // A conditioner in one dimension without context has no input: it is constant by construction.
    finding(dimension === 1 && contextSize === 0 ? 'single-dimension' : 'dead', own.filter(isUnmoved)),
    finding(
      'outside-bound',
      own.filter(({ outsideBound }) => (outsideBound ?? 0) > OUTSIDE),
      ({ outsideBound }) => outsideBound,
    ),
    finding('cancelled', cancelling(own)),
  ].filter(({ layers }) => layers.length > 0);
}

function isInexact({ roundTripError, relativeRoundTripError = roundTripError }: FindingRow): boolean {
  return relativeRoundTripError === null || !(relativeRoundTripError <= INEXACT);
}

/** Before the first step couplings are the identity, as they start; a trained one should not be. */
function isUnmoved(row: FindingRow): boolean {
  return row.conditioned === true && isConstant(row) && Math.abs(row.mean ?? 0) > SAME;
}

function isConstant({ std }: FindingRow): boolean {
  return std !== null && std <= SAME;
}

/** Layers without any gain whose log-dets cancel out. */
function cancelling(rows: readonly FindingRow[]): FindingRow[] {
  const still = rows.filter(
    (row) => row.conditioned === false && isConstant(row) && Math.abs(row.gain ?? 1) <= NO_GAIN && row.mean !== null,
  );
  const sum = (sign: number) => still.reduce((all, { mean }) => all + Math.max(0, sign * mean!), 0);
  return Math.min(sum(1), sum(-1)) < HANDED ? [] : still.filter(({ mean }) => Math.abs(mean!) >= HANDED);
}
