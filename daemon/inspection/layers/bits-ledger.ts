/** From nats to bits/dim: what each preprocessing layer adds to the NLL, and what is left for the flow. */

/** One row: an amount of the NLL. */
export interface LedgerRow {
  /** Type of the layer that prepares the image, or `flow`: the base and all other layers. */
  readonly type: string;
  /** Index of the layer; null for `flow`. */
  readonly index: number | null;
  /** Mean over the rows, nats per image. */
  readonly nats: number;
  /** nats/(D ln 2). */
  readonly bitsPerDim: number;
}

export interface BitsLedger {
  /** D = height · width · channels. */
  readonly dimension: number;
  /** From the flow to the data: their sum is `total`. */
  readonly rows: readonly LedgerRow[];
  /** NLL of the integers, and bits/dim as in the literature. */
  readonly total: { readonly nats: number; readonly bitsPerDim: number };
}

interface Term {
  readonly index: number;
  readonly type: string;
  readonly kind: string;
  /** Mean term of log q(x), nats. */
  readonly mean: number;
}

/**
 * bits/dim = −log q(x)/(D ln 2), where x are the integers 0 … 2ⁿ−1: uniform noise adds n bits/dim, which is the most
 * common term to forget (Theis, van den Oord, Bethge 2016, section 3.1).
 *
 * @param layers terms of log q(x), data → latent
 * @param total mean log q(x), nats
 */
export function bitsLedger(layers: readonly Term[], total: number, dimension: number): BitsLedger {
  const perBit = dimension * Math.LN2;
  const row = (type: string, index: number | null, nats: number): LedgerRow => ({
    type,
    index,
    nats,
    bitsPerDim: nats / perBit,
  });
  const prepares = layers.filter(({ kind }) => kind === 'data' || kind === 'noise');
  const flow = prepares.reduce((rest, { mean }) => rest + mean, -total);
  return {
    dimension,
    rows: [row('flow', null, flow), ...prepares.toReversed().map(({ type, index, mean }) => row(type, index, -mean))],
    total: { nats: -total, bitsPerDim: -total / perBit },
  };
}
