/** The daemon's state and backend in the language status (the braces in the status bar) of a spec. */
import { type Disposable, type LanguageStatusItem, LanguageStatusSeverity, languages } from 'vscode';
import { daemonInfo } from '../../protocol/rpc/daemon-methods.ts';
import { DOCUMENT_SELECTOR } from '../flow-documents.ts';
import type { DaemonLink } from './daemon-link.ts';

const BACKENDS = { command: 'flowscope.showBackends', title: 'Show Backends' };
const RESTART = { command: 'flowscope.restartDaemon', title: 'Restart Daemon' };

export function languageStatus(link: DaemonLink): Disposable {
  const item = languages.createLanguageStatusItem('flowscope.daemon', [...DOCUMENT_SELECTOR]);
  item.name = 'Flowscope daemon';
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
      item.text = 'The daemon is not running';
      item.command = RESTART;
      return;
    case 'connecting':
      item.text = 'Connecting to the daemon';
      item.command = { command: 'flowscope.showLog', title: 'Show Log' };
      return;
    case 'lost':
      item.text = 'The daemon cannot be reached';
      item.command = RESTART;
      return;
    case 'connected':
      item.text = 'Flowscope daemon';
      item.command = BACKENDS;
      void tellBackend(item, link);
  }
}

/** Adds version and backend once the daemon has answered. */
async function tellBackend(item: LanguageStatusItem, link: DaemonLink): Promise<void> {
  try {
    const { version, backends } = await link.request(daemonInfo, {});
    if (link.state !== 'connected') return;
    const used = backends.find(({ available }) => available);
    item.text = `Flowscope daemon ${version}`;
    item.detail = used === undefined ? '' : [used.name, used.adapter].filter((part) => part !== null).join(': ');
  } catch {
    // The connection was lost: the next state change updates the item.
  }
}
