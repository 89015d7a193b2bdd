/** Requests of the Density panel. */

import type { ArrayValues } from '../../protocol/array-values.ts';
import { densityFigure } from '../../protocol/figures/density.ts';
import type { CheckpointChoice } from '../../protocol/panel/panel-state.ts';
import type { ArrayReference } from '../../protocol/rpc/array-reference.ts';
import type { PanelHost } from '../bridge/panel-host.ts';
import type { Extent } from '../charts/plane/plane-navigation.ts';

/** The smallest region with a share of the mass has the points where the log density is at least the level. */
export interface Region {
  readonly mass: number;
  /** null: not known. */
  readonly level: number | null;
  readonly trueLevel: number | null;
}

export interface Densities {
  readonly checkpoint: number;
  readonly extent: Extent;
  readonly width: number;
  readonly height: number;
  readonly columns: readonly string[];
  /** Names of the values k of columns of categories, which are in [k, k + 1). Absent: there is none. */
  readonly categories?: readonly { readonly column: string; readonly values: readonly string[] }[] | undefined;
  /** ∫ q over the extent. */
  readonly integral: number | null;
  /** KL(p‖q) over the extent, nats. */
  readonly divergence: number | null;
  /** log q and log p at the centers of the cells, nats, [height, width], smallest y first. */
  readonly learned: Float64Array<ArrayBuffer>;
  readonly truth: Float64Array<ArrayBuffer> | null;
  /** Empty: an older daemon does not tell. */
  readonly regions: readonly Region[];
  /** Of the latents at the centers of the cells, [height, width, 2], which come later; null: an older daemon has none. */
  readonly latents: ArrayReference | null;
}

/** Cells in each direction. */
const CELLS = 256;

export async function fetchDensity(
  host: PanelHost,
  run: string,
  checkpoint: CheckpointChoice,
  extent: Extent | null,
  signal: AbortSignal,
): Promise<Densities> {
  const params = { run, checkpoint, panel: 'density', width: CELLS, height: CELLS, latents: true, regions: true };
  const result = await host.request(
    densityFigure.method,
    { ...params, extent: extent === null ? null : [extent[0], extent[1], extent[2], extent[3]] },
    signal,
  );
  const [learned, truth] = await Promise.all([
    host.fetchArray(result.logProb, signal),
    result.trueLogProb === null ? null : host.fetchArray(result.trueLogProb, signal),
  ]);
  return {
    ...result,
    learned: Float64Array.from(learned),
    truth: truth && Float64Array.from(truth),
    regions: result.regions ?? [],
    latents: result.latents ?? null,
  };
}

/** The latents of the cells. With the picture they would take it half as long again to come. */
export interface CellLatents {
  readonly of: Densities;
  readonly values: ArrayValues;
}

export async function fetchLatents(host: PanelHost, of: Densities, signal: AbortSignal): Promise<CellLatents> {
  return { of, values: await host.fetchArray(of.latents!, signal) };
}
