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
  const { needs, figures } = panelDefinition(panel);
  const hasFigure = figures.length === 0 || figures.some((name) => isFigureOf(FIGURES[name], run));
  return hasFigure && (needs === null || can(run, needs));
}
