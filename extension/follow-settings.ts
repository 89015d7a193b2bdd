/** What a changed setting needs. */
import { commands, type Disposable, window, workspace } from 'vscode';
import type { DaemonLink } from './daemon/daemon-link.ts';
import { daemonUrl, nodePath } from './settings.ts';

export interface SettingsPorts {
  readonly link: DaemonLink;
  /** The settings that kept the daemon away are right now: whoever corrected them gets it without having to ask again. */
  retry(): void;
  /** Another daemon is named: the one that was connected to is left. */
  reconnect(): void;
  /** Runs are looked for elsewhere. */
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
    // A connection that is being made has read the old settings, perhaps; its failure is told by whoever asked for it.
    if (link.state === 'connecting') await link.ensure().catch(() => {});
    // Wrong, or half typed: that is told when the daemon is wanted.
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
  const text = 'Another Node is used from the next start of the daemon on. Running trainings save first.';
  if ((await window.showInformationMessage(text, restart)) === restart) {
    await commands.executeCommand('flowscope.restartDaemon');
  }
}
