/** Requests of the ELBO of a model without layers. */
import type * as z from 'zod/mini';
import type { ArrayValues } from '../../../protocol/array-values.ts';
import { elboFigure } from '../../../protocol/figures/elbo.ts';
import type { CheckpointChoice } from '../../../protocol/panel/panel-state.ts';
import type { PanelHost } from '../../bridge/panel-host.ts';

export type ElboResult = z.output<typeof elboFigure.method.result>;
export type LatentDimension = ElboResult['dimensions'][number];

/** Without the importance-weighted bound, which takes longest. */
export function fetchElbo(
  host: PanelHost,
  run: string,
  checkpoint: CheckpointChoice,
  signal: AbortSignal,
): Promise<ElboResult> {
  return host.request(elboFigure.method, { run, checkpoint, panel: 'elbo', importance: 0 }, signal);
}

export interface FoundBound {
  /** Step of the checkpoint. */
  readonly checkpoint: number;
  readonly bound: NonNullable<ElboResult['importance']>;
}

export async function fetchBound(
  host: PanelHost,
  run: string,
  step: number,
  signal: AbortSignal,
): Promise<FoundBound | null> {
  const params = { run, checkpoint: step, panel: 'elbo-bound' };
  const { checkpoint, importance } = await host.request(elboFigure.method, params, signal);
  return importance && { checkpoint, bound: importance };
}

/** The centers of one latent dimension. */
export interface Centers {
  readonly index: number;
  readonly counts: ArrayValues;
  readonly low: number;
  readonly high: number;
}

export async function fetchCenters(
  host: PanelHost,
  run: string,
  checkpoint: CheckpointChoice,
  dimension: number,
  signal: AbortSignal,
): Promise<Centers | null> {
  const params = { run, checkpoint, panel: 'elbo-dimension', importance: 0, dimension, bins: 32 };
  const { selected } = await host.request(elboFigure.method, params, signal);
  return selected && { ...selected, counts: await host.fetchArray(selected.counts, signal) };
}
