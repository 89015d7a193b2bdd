import { window } from 'vscode';
import type { Command } from '../app-context.ts';
import { pickRuns } from '../runs/pick-run.ts';
import { requireTrust } from '../trust.ts';

export const compareRuns: Command = async (app) => {
  requireTrust('Compare Runs');
  const runs = await pickRuns(app.store, 'Compare Runs');
  if (runs.length === 1) void window.showInformationMessage('Compare Runs: select at least two runs.');
  if (runs.length > 1) app.panels.open('compare', runs);
};
