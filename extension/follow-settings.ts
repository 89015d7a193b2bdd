/** Reacts to changed settings. */
import { commands, type Disposable, window, workspace } from 'vscode';
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
  const restart = 'Restart Daemon';
  const text = 'Restart the daemon to use the new Node. Active runs save a checkpoint first.';
  if ((await window.showInformationMessage(text, restart)) === restart) {
    await commands.executeCommand('flowscope.restartDaemon');
  }
}
