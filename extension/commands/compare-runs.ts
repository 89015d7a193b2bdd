import { l10n, window } from 'vscode';
import { pickRuns } from '../runs/pick-run.ts';
import { defineCommand } from './definition.ts';
import { HAS_TWO_RUNS, runsTitle } from './places.ts';

const title = l10n.t('Compare Runs');

export const compareRuns = defineCommand({
  id: 'flowscope.compareRuns',
  title,
  icon: 'split-horizontal',
  when: HAS_TWO_RUNS,
  menus: [runsTitle('navigation@2', HAS_TWO_RUNS)],
  needsTrust: true,
  async run(app) {
    const runs = await pickRuns(app, title);
    if (runs.length === 1) void window.showInformationMessage(l10n.t('{0}: select at least two runs.', title));
    if (runs.length > 1) app.panels.open('compare', runs);
  },
});
