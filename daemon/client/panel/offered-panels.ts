/** Which panels have something to show of a run. Their definitions say so, and those of the figures that they show. */
import { isFigureOf } from '../../../protocol/figures/define-figure.ts';
import { FIGURES } from '../../../protocol/figures/registry.ts';
import { PANEL_DEFINITIONS, type PanelName, panelDefinition } from '../../../protocol/panel/panels.ts';
import type { RunInfo } from '../../../protocol/rpc/run-methods.ts';
import { can } from '../../../protocol/run-actions.ts';

/** In the order of the panels. */
export function offeredPanels(run: RunInfo): PanelName[] {
  return PANEL_DEFINITIONS.map(({ name }) => name).filter((name) => isOffered(name, run));
}

export function isOffered(panel: PanelName, run: RunInfo): boolean {
  const { needs, figures } = panelDefinition(panel);
  const hasFigure = figures.length === 0 || figures.some((name) => isFigureOf(FIGURES[name], run));
  return hasFigure && (needs === null || can(run, needs));
}
