import type { RunInfo } from '../rpc/run-methods.ts';
import type { PanelName } from './panel-names.ts';

export const PANEL_TITLES: Readonly<Record<PanelName, string>> = {
  training: 'training',
  layers: 'layers',
  latent: 'latent space',
  samples: 'samples',
  density: 'density',
  compare: 'compare',
};

/** `two-moons · layers`. @param shown null: a run that no longer exists */
export function panelTitle(panel: PanelName, shown: readonly (Pick<RunInfo, 'name'> | null)[]): string {
  const what = shown.length === 1 ? (shown[0]?.name ?? 'no run') : `${shown.length} runs`;
  return `${what} · ${PANEL_TITLES[panel]}`;
}
