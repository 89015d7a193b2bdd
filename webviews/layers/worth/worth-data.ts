/** What each layer is worth: it takes longer than the rest, so it is requested last. */
import { layersFigure } from '../../../protocol/figures/layers.ts';
import type { PanelHost } from '../../bridge/panel-host.ts';
import type { LayersResult } from '../layers-data.ts';

export type Worth = NonNullable<LayersResult['worth']>;
export type WorthOfLayer = Worth['layers'][number];

export interface FoundWorth {
  /** Step of the checkpoint. */
  readonly checkpoint: number;
  readonly worth: Worth;
}

/** @returns null if the daemon does not know it */
export async function fetchWorth(
  host: PanelHost,
  run: string,
  step: number,
  signal: AbortSignal,
): Promise<FoundWorth | null> {
  const params = { run, checkpoint: step, panel: 'worth', training: false, worth: true };
  const { checkpoint, worth } = await host.request(layersFigure.method, params, signal);
  return worth === undefined ? null : { checkpoint, worth };
}
