/** Detects the unhealthy patterns of docs/gallery.md in the terms of a flow. Also runs in browsers. */

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
  /** Its keys `bound` and `scaleBound`, if it has them. Absent in old daemons' answers. */
  readonly bound?: number | null | undefined;
  readonly scaleBound?: number | null | undefined;
}

export interface LayerFinding {
  readonly kind: 'inexact' | 'dead' | 'single-dimension' | 'outside-bound' | 'cancelled';
  /** Indices of the layers that the finding is about. */
  readonly layers: readonly number[];
  /**
   * The largest round-trip error (relative, where it is known), or share outside the bound, of these layers; null: not
   * finite, or not applicable.
   */
  readonly worst: number | null;
  /** The different values of the key that matters in these layers, ascending: `bound`, or `scaleBound`. */
  readonly limits: readonly number[];
  /** Their mean log-dets, nats, in the order of the layers, without those that are not finite. */
  readonly logDets: readonly number[];
  /** Only of `dead`: the activations of the conditioners of the flow; none: they are not known. */
  readonly activations?: readonly string[];
}

/** The flow and its layers; what else is known (older daemons know less): size of a row and of its context, and settings. */
export interface LayerFacts {
  readonly layers: readonly FindingRow[];
  readonly dimension?: number | undefined;
  readonly contextSize?: number | undefined;
  readonly run?: { readonly settings?: Readonly<Record<string, unknown>> | undefined } | null | undefined;
}

/** Nats: float32 sums of equal terms differ by less. */
const SAME = 1e-6;
/**
 * A float32 layer inverts with a relative error of about 1e-6; an error a thousand times larger is more than rounding.
 */
export const INEXACT = 1e-3;
/** Share of a layer's coordinates. */
const OUTSIDE = 0.05;
/** Nats: the gain of a linear layer is 0 up to the rounding of its covariance. */
const NO_GAIN = 1e-4;
/** Nats that linear layers must pass to each other for a finding. */
const HANDED = 1;

export function inexact(facts: LayerFacts): readonly LayerFinding[] {
  const found = ownLayers(facts, ['log-det', 'log-prior']).filter(
    (row) => !((inverseError(row) ?? Number.NaN) <= INEXACT),
  );
  return about('inexact', found, {
    measure: inverseError,
    limit: 'scaleBound',
  });
}

/** Layers whose conditioners have no effect. A conditioner in one dimension without context has no input: it is constant by construction. */
export function insensitive(facts: LayerFacts): readonly LayerFinding[] {
  const kind = facts.dimension === 1 && facts.contextSize === 0 ? 'single-dimension' : 'dead';
  const settings = Object.entries(facts.run?.settings ?? {});
  const activations = settings.flatMap(([path, value]) =>
    path.endsWith('.activation') && typeof value === 'string' ? [value] : [],
  );
  const found = about(kind, ownLayers(facts).filter(isUnmoved), { limit: 'scaleBound' });
  return found.map((finding) => ({ ...finding, activations: [...new Set(activations)] }));
}

export function outsideBound(facts: LayerFacts): readonly LayerFinding[] {
  const share = (row: FindingRow) => row.outsideBound;
  const found = ownLayers(facts).filter((row) => (share(row) ?? 0) > OUTSIDE);
  return about('outside-bound', found, { measure: share, limit: 'bound' });
}

/** Layers without any gain whose log-dets cancel out. */
export function cancelled(facts: LayerFacts): readonly LayerFinding[] {
  const still = ownLayers(facts).filter(
    (row) => row.conditioned === false && isConstant(row) && Math.abs(row.gain ?? 1) <= NO_GAIN && row.mean !== null,
  );
  const sum = (sign: number) => still.reduce((all, { mean }) => all + Math.max(0, sign * mean!), 0);
  const found = Math.min(sum(1), sum(-1)) < HANDED ? [] : still.filter(({ mean }) => Math.abs(mean!) >= HANDED);
  return about('cancelled', found);
}

function ownLayers({ layers }: LayerFacts, kinds: readonly string[] = ['log-det']): readonly FindingRow[] {
  return layers.filter(({ index, kind }) => index >= 0 && kinds.includes(kind));
}

interface Deciding {
  readonly measure?: (row: FindingRow) => number | null;
  readonly limit?: 'bound' | 'scaleBound';
}

function about(
  kind: LayerFinding['kind'],
  found: readonly FindingRow[],
  { measure = () => null, limit }: Deciding = {},
): readonly LayerFinding[] {
  if (found.length === 0) return [];
  const worst = Math.max(...found.map((row) => measure(row) ?? Number.POSITIVE_INFINITY));
  const limits = found.flatMap((row) => (limit === undefined ? [] : (row[limit] ?? [])));
  const logDets = found.flatMap(({ mean }) => mean ?? []);
  return [
    {
      kind,
      layers: found.map(({ index }) => index),
      worst: Number.isFinite(worst) ? worst : null,
      limits: [...new Set(limits)].toSorted((a, b) => a - b),
      logDets,
    },
  ];
}

/** The error of the inverse that is judged, and shown: relative to the size of the input if that is known. */
export function inverseError({
  roundTripError,
  relativeRoundTripError = roundTripError,
}: Pick<FindingRow, 'roundTripError' | 'relativeRoundTripError'>): number | null {
  return relativeRoundTripError;
}

/** Of its greatest value. */
const NEARLY = 0.9;

/** Bounds that log-scales have reached, ascending: a log-det is at least as large as one of them. */
export function saturatedAt(layers: readonly Pick<FindingRow, 'mean' | 'scaleBound'>[]): readonly number[] {
  const reached = layers.flatMap(({ mean, scaleBound }) =>
    scaleBound != null && mean !== null && Math.abs(mean) >= NEARLY * scaleBound ? [scaleBound] : [],
  );
  return [...new Set(reached)].toSorted((a, b) => a - b);
}

/** Before the first step couplings are the identity, as they start; a trained one should not be. */
function isUnmoved(row: FindingRow): boolean {
  return row.conditioned === true && isConstant(row) && Math.abs(row.mean ?? 0) > SAME;
}

function isConstant({ std }: FindingRow): boolean {
  return std !== null && std <= SAME;
}
