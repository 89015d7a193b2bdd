/** Requests of the Latent panel. */
import type * as z from 'zod/mini';
import { layerLabel } from '../../daemon/format/layer-label.ts';
import type { ArrayValues } from '../../protocol/array-values.ts';
import { latentsFigure } from '../../protocol/figures/latents.ts';
import { probeFigure } from '../../protocol/figures/probe.ts';
import { samplesFigure } from '../../protocol/figures/samples.ts';
import type { CheckpointChoice } from '../../protocol/panel/panel-state.ts';
import type { PanelHost } from '../bridge/panel-host.ts';
import type { GridPlaces } from '../charts/paths/plane-grid.ts';
import type { Extent } from '../charts/plane/plane-navigation.ts';
import { kindOf, type PointKind } from './points.ts';

export interface Question {
  readonly host: PanelHost;
  readonly run: string;
  readonly checkpoint: CheckpointChoice;
  readonly signal: AbortSignal;
}

type LatentsResult = z.output<typeof latentsFigure.method.result>;

/** Held-out rows of a flow of the plane, and how its layers warp it. */
export interface PlaneLatents {
  readonly grid: GridPlaces;
  /** Of the grid, data units. */
  readonly extent: Extent;
  /** The layers, as in the list of layers; empty: an older daemon does not tell. */
  readonly layers: readonly string[];
}

export interface Latents {
  readonly result: LatentsResult;
  readonly mean: ArrayValues;
  readonly std: ArrayValues;
  readonly kind: PointKind;
  /** Shape of one point. */
  readonly point: readonly number[];
  /** Held-out rows from the first, [n, …point]: data units, or pixels of images. */
  readonly rows: ArrayLike<number>;
  /** Of tables, and of the plane without `plane`: z of at least these rows, [n, latent dimensions]; empty for others. */
  readonly z: ArrayLike<number>;
  /** null: this is no flow of the plane. */
  readonly plane: PlaneLatents | null;
}

/** Rows that are shown: points of tables and of the plane, and images. */
const SHOWN = { plane: 1024, table: 1024, images: 48 } as const;

/** Rows of a flow that are decoded again: its inverse may take many passes. Images have their reconstructions. */
const DECODED = 64;

/** Rows of the data, for drawing beside what the model makes. */
export interface ShownRows {
  /** [n, …point]: data units, or pixels of images. */
  readonly rows: ArrayLike<number>;
  readonly result: Pick<LatentsResult, 'columns' | 'categories' | 'turns'>;
}

/** Of a model without an encoder. */
export async function fetchRows(
  { host, run, checkpoint, signal }: Question,
  point: readonly number[],
): Promise<ShownRows> {
  const kind = kindOf(point);
  const params = { run, checkpoint, panel: 'rows', n: 1, rows: SHOWN[kind], pixels: kind === 'images' };
  const result = await host.request(samplesFigure.method, params, signal);
  return { rows: result.rows ? await host.fetchArray(result.rows, signal) : [], result };
}

/** @param point shape of one point @param hasLayers whether the model has layers, which warp the plane */
export async function fetchLatents(
  { host, run, checkpoint, signal }: Question,
  point: readonly number[],
  hasLayers: boolean,
): Promise<Latents> {
  const kind = kindOf(point);
  const isWarped = kind === 'plane' && hasLayers;
  const result = await host.request(
    latentsFigure.method,
    {
      run,
      checkpoint,
      panel: 'latents',
      grid: isWarped ? { rows: SHOWN.plane } : null,
      rows: isWarped ? 0 : SHOWN[kind],
      pixels: kind === 'images',
      decode: hasLayers && kind !== 'images' ? DECODED : 0,
    },
    signal,
  );
  const [mean, std, rows, z] = await Promise.all([
    host.fetchArray(result.mean, signal),
    host.fetchArray(result.std, signal),
    result.rows ? host.fetchArray(result.rows, signal) : [],
    kind === 'table' || (kind === 'plane' && !isWarped) ? host.fetchArray(result.z, signal) : [],
  ]);
  const found = { result, mean, std, kind, point, z };
  const { grid } = result;
  if (grid === null) return { ...found, rows, plane: null };
  const [positions, places, dataRows] = await Promise.all([
    host.fetchArray(grid.positions, signal),
    host.fetchArray(grid.rows, signal),
    grid.dataRows ? host.fetchArray(grid.dataRows, signal) : [],
  ]);
  const { lines, points, extent } = grid;
  return {
    ...found,
    rows: dataRows,
    plane: {
      grid: { lines, points, positions, rows: places, stages: grid.positions.shape[0] ?? 1 },
      extent,
      layers: (grid.layers ?? []).map((layer) => layerLabel(layer).trim()),
    },
  };
}

/** A point: a held-out row, or a place in the data or in the latent space. */
export type ProbedPoint =
  | { readonly row: number }
  | { readonly x: readonly number[] }
  | { readonly z: readonly number[] };

export type Probe = z.output<typeof probeFigure.method.result>;

export function fetchProbe(
  { host, run, checkpoint, signal }: Question,
  point: ProbedPoint,
  isImage: boolean,
): Promise<Probe> {
  const given = {
    ...('row' in point ? { row: point.row } : {}),
    ...('x' in point ? { x: [...point.x] } : {}),
    ...('z' in point ? { z: [...point.z] } : {}),
  };
  return host.request(probeFigure.method, { run, checkpoint, panel: 'probe', ...given, pixels: isImage }, signal);
}
