/** The daemon's state and backend in the language status (the braces in the status bar) of a spec. */
import { type Disposable, type LanguageStatusItem, LanguageStatusSeverity, l10n, languages } from 'vscode';
import { daemonInfo } from '../../protocol/rpc/daemon-methods.ts';
import { restart, showBackends, showLog } from '../commands/daemon.ts';
import { commandLink } from '../commands/definition.ts';
import { DOCUMENT_SELECTOR } from '../flow-documents.ts';
import type { DaemonLink } from './daemon-link.ts';

export function languageStatus(link: DaemonLink): Disposable {
  const item = languages.createLanguageStatusItem('flowscope.daemon', [...DOCUMENT_SELECTOR]);
  item.name = l10n.t('Flowscope daemon');
  const update = () => show(item, link);
  const subscription = link.onDidChangeState(update);
  update();
  return {
    dispose() {
      subscription.dispose();
      item.dispose();
    },
  };
}

function show(item: LanguageStatusItem, link: DaemonLink): void {
  item.busy = link.state === 'connecting';
  item.severity = link.state === 'lost' ? LanguageStatusSeverity.Error : LanguageStatusSeverity.Information;
  item.detail = '';
  switch (link.state) {
    case 'off':
      item.text = l10n.t('The daemon is not running');
      item.command = commandLink(restart);
      return;
    case 'connecting':
      item.text = l10n.t('Connecting to the daemon');
      item.command = commandLink(showLog);
      return;
    case 'lost':
      item.text = l10n.t('The daemon cannot be reached');
      item.command = commandLink(restart);
      return;
    case 'connected':
      item.text = l10n.t('Flowscope daemon');
      item.command = commandLink(showBackends);
      void tellBackend(item, link);
  }
}

/** Adds version and backend once the daemon has answered. */
async function tellBackend(item: LanguageStatusItem, link: DaemonLink): Promise<void> {
  try {
    const { version, backends } = await link.request(daemonInfo, {});
    if (link.state !== 'connected') return;
    const used = backends.find(({ available }) => available);
    item.text = l10n.t('Flowscope daemon {0}', version);
    item.detail = used === undefined ? '' : [used.name, used.adapter].filter((part) => part !== null).join(': ');
  } catch {
    // The connection was lost: the next state change updates the item.
  }
}
