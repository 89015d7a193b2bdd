/** Reacts to changed settings. */
import { type Disposable, l10n, window, workspace } from 'vscode';
import { restart } from './commands/daemon.ts';
import { execute } from './commands/definition.ts';
import type { DaemonLink } from './daemon/daemon-link.ts';
import { daemonUrl, nodePath } from './settings.ts';

export interface SettingsPorts {
  readonly link: DaemonLink;
  /** Connects after the settings that prevented it were corrected. */
  retry(): void;
  /** Connects to the daemon at the new address. */
  reconnect(): void;
  /** Lists the runs again, after a change of the runs folder. */
  refresh(): void;
}

export function followSettings({ link, retry, reconnect, refresh }: SettingsPorts): Disposable {
  return workspace.onDidChangeConfiguration(({ affectsConfiguration }) => {
    if (affectsConfiguration('flowscope.runs.directory')) refresh();
    const url = affectsConfiguration('flowscope.daemon.url');
    const node = affectsConfiguration('flowscope.nodePath');
    if (url || node) void follow(url);
  });

  async function follow(url: boolean): Promise<void> {
    // A pending connection may use the old settings. Its caller reports a failure.
    if (link.state === 'connecting') await link.ensure().catch(() => {});
    // Invalid settings, perhaps half typed, are reported when the daemon is needed.
    if (!areRight()) return;
    if (link.state === 'lost') retry();
    else if (link.state === 'connected' && url) reconnect();
    else if (link.state === 'connected') void offerRestart();
  }
}

function areRight(): boolean {
  try {
    daemonUrl();
    nodePath();
    return true;
  } catch {
    return false;
  }
}

async function offerRestart(): Promise<void> {
  const text = l10n.t('Restart the daemon to use the new Node. Active runs save a checkpoint first.');
  if ((await window.showInformationMessage(text, restart.title)) === restart.title) await execute(restart);
}
