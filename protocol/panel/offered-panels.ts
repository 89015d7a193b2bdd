/** The panels that apply to a run, according to their definitions and those of the figures that they show. */
import { isFigureOf } from '../figures/define-figure.ts';
import { FIGURES } from '../figures/registry.ts';
import type { RunInfo } from '../rpc/run-methods.ts';
import { can } from '../run-actions.ts';
import { PANEL_DEFINITIONS, type PanelName, panelDefinition } from './panels.ts';

/** In the order of the panels. */
export function offeredPanels(run: RunInfo): PanelName[] {
  return PANEL_DEFINITIONS.map(({ name }) => name).filter((name) => isOffered(name, run));
}

export function isOffered(panel: PanelName, run: RunInfo): boolean {
  const { needs } = panelDefinition(panel);
  return hasFigures(panel, run) && (needs === null || can(run, needs));
}

/** Whether the panel has anything to show of runs of this model. */
export function hasFigures(panel: PanelName, run: Pick<RunInfo, 'model' | 'shape'>): boolean {
  const { figures, points } = panelDefinition(panel);
  if (points !== undefined && run.shape !== undefined && !points(run.shape)) return false;
  return figures.length === 0 || figures.some((name) => isFigureOf(FIGURES[name], run));
}
