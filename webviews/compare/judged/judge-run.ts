/** What a run can say about a point, and how its samples and its round trip compare with the data. */
import type * as z from 'zod/mini';
import { evaluateFigure } from '../../../protocol/figures/evaluate.ts';
import { yardsticksFigure } from '../../../protocol/figures/yardsticks.ts';
import type { RunInfo } from '../../../protocol/rpc/run-methods.ts';
import { isActive } from '../../../protocol/run-actions.ts';
import type { PanelHost } from '../../bridge/panel-host.ts';
import { withPixels } from '../../bridge/with-pixels.ts';
import type { Images } from '../../charts/cells/image-grid.ts';

export type Evaluated = z.output<typeof evaluateFigure.result>;
export type Measured = z.output<typeof yardsticksFigure.result>;

/** Rows, and what they are after they were encoded and decoded. */
export type Pairs =
  | { readonly kind: 'images'; readonly images: Images; readonly columns: number }
  /** [n, 2] each: the first two columns. */
  | {
      readonly kind: 'points';
      readonly rows: ArrayLike<number>;
      readonly decoded: ArrayLike<number>;
      readonly columns: readonly string[];
    };

export interface Judged {
  /** null: the model has no likelihood. */
  readonly evaluated: Evaluated | null;
  readonly measured: Measured;
  /** null: the model has no encoder, or the rows have a single column. */
  readonly pairs: Pairs | null;
}

/** Pairs of images in a row, and of points in a plane. */
const IMAGES = 8;
const POINTS = 300;
/** Draws of z: more bring a bound nearer to the likelihood, and take longer. */
const DRAWS = 1000;

/** Computing these takes seconds, so it waits until the weights no longer change. */
export function canBeJudged(run: RunInfo): boolean {
  return run.checkpoints.length > 0 && !isActive(run);
}

/** @param panel names the request: a newer one with the same name replaces it */
export async function judgeRun(host: PanelHost, run: RunInfo, panel: string, signal: AbortSignal): Promise<Judged> {
  const { runDir, shape, checkpoints, likelihood } = run;
  const checkpoint = checkpoints.some(({ best }) => best) ? ('best' as const) : ('latest' as const);
  const subject = { run: runDir, checkpoint, panel };
  const measured = await withPixels(shape === undefined ? null : shape.length === 3, (pixels) =>
    host.request(yardsticksFigure.method, { ...subject, pixels, pairs: pixels ? IMAGES : POINTS }, signal),
  );
  const pairs = measured.pairs === null ? null : await pairsOf(host, measured.pairs, signal);
  const evaluated =
    likelihood === 'none' ? null : await host.request(evaluateFigure.method, { ...subject, importance: DRAWS }, signal);
  return { evaluated, measured, pairs };
}

async function pairsOf(
  host: PanelHost,
  { rows, decoded, columns }: NonNullable<Measured['pairs']>,
  signal: AbortSignal,
): Promise<Pairs | null> {
  const [before, after] = await Promise.all([host.fetchArray(rows, signal), host.fetchArray(decoded, signal)]);
  const [n = 0, first = 1, second, third] = rows.shape;
  if (second !== undefined && third !== undefined) {
    const pixels = new Uint8Array(before.length + after.length);
    pixels.set(before);
    pixels.set(after, before.length);
    return { kind: 'images', columns: n, images: { pixels, n: 2 * n, height: first, width: second, channels: third } };
  }
  if (first < 2) return null;
  const plane = (values: ArrayLike<number>) =>
    Float64Array.from({ length: 2 * n }, (_, i) => values[(i >> 1) * first + (i & 1)]!);
  return { kind: 'points', rows: plane(before), decoded: plane(after), columns: columns.slice(0, 2) };
}
