import type { PanelName } from '../../protocol/panel/panel-names.ts';
import type { RunInfo } from '../../protocol/rpc/run-methods.ts';

const TITLES: Readonly<Record<PanelName, string>> = {
  training: 'training',
  layers: 'layers',
  latent: 'latent space',
  samples: 'samples',
  density: 'density',
  compare: 'compare',
};

/** `two-moons · layers`. @param shown null: a run that is gone */
export function panelTitle(panel: PanelName, shown: readonly (RunInfo | null)[]): string {
  const what = shown.length === 1 ? (shown[0]?.name ?? 'no run') : `${shown.length} runs`;
  return `${what} · ${TITLES[panel]}`;
}
