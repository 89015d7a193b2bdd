/** Requests of the Latent panel. */
import type * as z from 'zod/mini';
import type { ArrayValues } from '../../protocol/array-values.ts';
import { interpolateFigure } from '../../protocol/figures/interpolate.ts';
import { latentsFigure } from '../../protocol/figures/latents.ts';
import { traversalFigure } from '../../protocol/figures/traversal.ts';
import type { CheckpointChoice } from '../../protocol/panel/panel-state.ts';
import type { PanelHost } from '../bridge/panel-host.ts';
import { withPixels } from '../bridge/with-pixels.ts';
import type { GridPlaces } from '../charts/plane/plane-grid.ts';

type TraversalResult = z.output<typeof traversalFigure.method.result>;
export type Direction = TraversalResult['directions'][number];

export interface Question {
  readonly host: PanelHost;
  readonly run: string;
  readonly checkpoint: CheckpointChoice;
  /** null: not known yet. */
  readonly isImage: boolean | null;
  readonly signal: AbortSignal;
}

export interface Traversal {
  readonly checkpoint: number;
  readonly directions: readonly Direction[];
  readonly sigmas: readonly number[];
  readonly influence: TraversalResult['influence'];
  /** Shape of one point. */
  readonly point: readonly number[];
  /** [directions, columns, …point], data units or pixels. */
  readonly values: ArrayValues;
}

export interface TraversalChoices {
  readonly kind: 'dimension' | 'principal' | 'class' | 'all';
  readonly rows: number;
  readonly sigma: number;
  readonly start: 'centre' | number;
}

/** Images of a traversal. */
const COLUMNS = 9;
/** Points of a traversal: enough for a smooth line. */
const POINTS = 97;

export async function fetchTraversal(question: Question, choices: TraversalChoices): Promise<Traversal> {
  const { host, run, checkpoint, isImage, signal } = question;
  const { kind, rows, sigma, start } = choices;
  const result = await withPixels(isImage, (pixels) =>
    host.request(
      traversalFigure.method,
      {
        run,
        checkpoint,
        panel: 'traversal',
        ...(kind === 'all' ? {} : { directions: [kind] }),
        rows,
        columns: pixels ? COLUMNS : POINTS,
        sigma,
        start,
        pixels,
      },
      signal,
    ),
  );
  const { shape } = result.values;
  return { ...result, point: shape.slice(2), values: await host.fetchArray(result.values, signal) };
}

export interface Between {
  readonly positions: readonly number[];
  readonly point: readonly number[];
  /** [columns, …point] */
  readonly values: ArrayValues;
}

export async function fetchBetween(
  { host, run, checkpoint, isImage, signal }: Question,
  choices: { readonly from: number; readonly to: number; readonly method: 'spherical' | 'linear' },
): Promise<Between> {
  const result = await withPixels(isImage, (pixels) =>
    host.request(
      interpolateFigure.method,
      { run, checkpoint, panel: 'between', ...choices, columns: pixels ? COLUMNS : POINTS, pixels },
      signal,
    ),
  );
  const { shape } = result.values;
  return { positions: result.positions, point: shape.slice(1), values: await host.fetchArray(result.values, signal) };
}

type LatentsResult = z.output<typeof latentsFigure.method.result>;

export interface Latents {
  readonly result: LatentsResult;
  readonly mean: ArrayValues;
  readonly std: ArrayValues;
  /** Of 2-D flows. */
  readonly grid: GridPlaces | null;
  /** Of 2-D flows: [n, 2] the rows of the grid in data units. */
  readonly rows: ArrayLike<number>;
}

/** Held-out rows of a 2-D flow. */
export interface PlaneRows {
  /** [n, 2]; empty for other flows, or until they have loaded. */
  readonly rows: ArrayLike<number>;
  /** Names of x and y. */
  readonly columns: readonly string[];
}

export async function fetchLatents({ host, run, checkpoint, signal }: Question): Promise<Latents> {
  const ask = (grid: boolean) =>
    host.request(latentsFigure.method, { run, checkpoint, panel: 'latents', grid: grid ? {} : null }, signal);
  const result = await ask(false);
  const isPlane = result.shape[1] === 2;
  const [mean, std] = await Promise.all([host.fetchArray(result.mean, signal), host.fetchArray(result.std, signal)]);
  const { grid } = isPlane ? await ask(true) : { grid: null };
  if (grid === null) return { result, mean, std, grid: null, rows: [] };
  const [positions, rows, dataRows] = await Promise.all([
    host.fetchArray(grid.positions, signal),
    host.fetchArray(grid.rows, signal),
    grid.dataRows ? host.fetchArray(grid.dataRows, signal) : [],
  ]);
  return {
    result,
    mean,
    std,
    rows: dataRows,
    grid: { lines: grid.lines, points: grid.points, positions, rows, stages: grid.positions.shape[0] ?? 1 },
  };
}
