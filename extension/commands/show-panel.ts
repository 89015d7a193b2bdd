/** The commands that open a panel of a run. */
import { l10n } from 'vscode';
import { type PanelName, panelDefinition } from '../../protocol/panel/panels.ts';
import { runToUse, stepOfArgument } from '../runs/pick-run.ts';
import { type CommandDefinition, defineCommand } from './definition.ts';
import { canAnyRun, HAS_RUNS, panelItem, runItem } from './places.ts';

type PanelCommand = Omit<CommandDefinition, 'when' | 'needsTrust' | 'run'>;

/** Opens the panel with the run of the argument, else the newest run of the active spec, else one that the user picks. */
function panelCommand(panel: PanelName, command: PanelCommand): CommandDefinition {
  const { needs } = panelDefinition(panel);
  const { title } = command;
  return defineCommand({
    ...command,
    when: needs === null ? HAS_RUNS : canAnyRun(needs),
    needsTrust: true,
    async run(app, argument) {
      const run = await runToUse(app, argument, { action: needs, panel, title, newestOfSpec: true });
      if (run !== null) app.panels.open(panel, [run], stepOfArgument(argument) ?? undefined);
    },
  });
}

export const openRun = panelCommand('training', {
  id: 'flowscope.openRun',
  title: l10n.t('Open Run'),
  icon: 'graph-line',
  menus: [runItem('run', '1_open@1')],
});

export const inspectLayers = panelCommand('layers', {
  id: 'flowscope.inspectLayers',
  title: l10n.t('Inspect Layers'),
  icon: 'layers',
  menus: [panelItem('layers', 'inline@3'), panelItem('layers', '1_open@2')],
});

export const exploreLatent = panelCommand('latent', {
  id: 'flowscope.exploreLatent',
  title: l10n.t('Explore Latent Space'),
  menus: [panelItem('latent', '1_open@3')],
});

export const showSamples = panelCommand('samples', {
  id: 'flowscope.showSamples',
  title: l10n.t('Show Samples'),
  menus: [panelItem('samples', '1_open@4')],
});

export const showEvaluation = panelCommand('evaluation', {
  id: 'flowscope.showEvaluation',
  title: l10n.t('Show Evaluation'),
  menus: [panelItem('evaluation', '1_open@6')],
});

export const showDensity = panelCommand('density', {
  id: 'flowscope.showDensity',
  title: l10n.t('Show Density'),
  menus: [panelItem('density', '1_open@5')],
});
