/** The active run in the status bar. */
import { type Disposable, l10n, MarkdownString, StatusBarAlignment, type StatusBarItem, window } from 'vscode';
import { resultText, stateText } from '../../daemon/format/run-state-text.ts';
import type { FormatStrings } from '../../daemon/format/strings.ts';
import { queuedBehind } from '../../protocol/queue.ts';
import type { RunInfo } from '../../protocol/rpc/run-methods.ts';
import { isActive } from '../../protocol/run-actions.ts';
import { shownName } from '../../protocol/shown-name.ts';
import { restart } from '../commands/daemon.ts';
import { commandLink } from '../commands/definition.ts';
import { openRun } from '../commands/show-panel.ts';
import type { DaemonLink } from '../daemon/daemon-link.ts';
import type { RunStore } from './run-store.ts';

export function statusBar(store: RunStore, link: DaemonLink, strings: FormatStrings): Disposable {
  const item = window.createStatusBarItem('flowscope.training', StatusBarAlignment.Left, 10);
  item.name = l10n.t('Flowscope training');
  const update = () =>
    show(
      item,
      store.all().filter((run) => isActive(run) || (run.status === 'paused' && run.owned)),
      link.state === 'lost',
      strings,
    );
  const subscriptions = [store.onDidChange(update), link.onDidChangeState(update)];
  update();
  return {
    dispose() {
      for (const subscription of subscriptions) subscription.dispose();
      item.dispose();
    },
  };
}

function show(item: StatusBarItem, active: readonly RunInfo[], lost: boolean, strings: FormatStrings): void {
  if (lost) {
    item.text = '$(debug-disconnect) Flowscope';
    item.tooltip = l10n.t('The Flowscope daemon cannot be reached. Select to restart it.');
    item.command = restart.id;
    item.show();
    return;
  }
  const run = active.find(({ status }) => status === 'running') ?? active[0];
  if (run === undefined) {
    item.hide();
    return;
  }
  const percent = run.steps === 0 ? 0 : Math.floor((100 * run.step) / run.steps);
  const more = active.length > 1 ? ` +${active.length - 1}` : '';
  const name = shownName(run);
  const progress = run.status === 'queued' ? l10n.t('{0} queued', name) : `${name} ${percent} %`;
  const parts = [`${progress}${more}`, resultText(run, 'mean', strings)];
  const icon = run.status === 'paused' ? 'debug-pause' : run.status === 'queued' ? 'watch' : 'sync~spin';
  item.text = `$(${icon}) ${parts.filter((part) => part !== null).join(' · ')}`;
  const tooltip = new MarkdownString();
  const state = (run: RunInfo) => stateText(run, strings, queuedBehind(run, active));
  for (const each of active) tooltip.appendText(`${shownName(each)}: ${state(each)}\n`);
  item.tooltip = tooltip;
  item.accessibilityInformation = { label: l10n.t('Training of {0}, {1}', name, state(run)) };
  item.command = commandLink(openRun, { kind: 'run', runDir: run.runDir });
  item.show();
}
