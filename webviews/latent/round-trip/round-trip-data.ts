import type * as z from 'zod/mini';
import { latentsFigure } from '../../../protocol/figures/latents.ts';
import type { Question } from '../latent-data.ts';
import { kindOf } from '../points.ts';

type LatentsResult = z.output<typeof latentsFigure.method.result>;

export interface FoundRoundTrip {
  readonly roundTrip: NonNullable<LatentsResult['roundTrip']>;
  readonly split: LatentsResult['split'];
  readonly columns: readonly string[];
  /** [n, …point], data units or pixels, before and after. */
  readonly rows: ArrayLike<number>;
  readonly decoded: ArrayLike<number>;
}

/** Rows that go there and back: for some flows, the inverse takes many passes. */
const ROWS = { plane: 512, table: 512, images: 32 } as const;

/** @param point shape of one point @returns null if the daemon is older than the round trip */
export async function fetchRoundTrip(
  { host, run, checkpoint, signal }: Question,
  point: readonly number[],
): Promise<FoundRoundTrip | null> {
  const kind = kindOf(point);
  const n = ROWS[kind];
  const params = { run, checkpoint, panel: 'round-trip', n, rows: n, decode: n, pixels: kind === 'images' };
  const { roundTrip, split, columns, rows, decoded } = await host.request(latentsFigure.method, params, signal);
  if (!roundTrip || !rows || !decoded) return null;
  const [before, after] = await Promise.all([host.fetchArray(rows, signal), host.fetchArray(decoded, signal)]);
  return { roundTrip, split, columns: columns ?? [], rows: before, decoded: after };
}
