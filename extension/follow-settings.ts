/** What a changed setting needs. */
import { commands, type Disposable, window, workspace } from 'vscode';
import type { AppContext } from './app-context.ts';
import { showFailure } from './failures.ts';

export function followSettings({ link, store, log }: AppContext): Disposable {
  return workspace.onDidChangeConfiguration(({ affectsConfiguration }) => {
    // Another daemon: what was connected to is left.
    if (affectsConfiguration('flowscope.daemon.url') && link.state !== 'off') {
      link.restart().catch((error: unknown) => showFailure(log, 'The daemon cannot be used', error));
    }
    if (affectsConfiguration('flowscope.nodePath') && link.state !== 'off') void offerRestart();
    if (affectsConfiguration('flowscope.runs.directory') && link.state === 'connected') {
      store.refresh().catch((error: unknown) => log.warn(String(error)));
    }
  });
}

async function offerRestart(): Promise<void> {
  const restart = 'Restart Daemon';
  const text = 'Another Node is used from the next start of the daemon on. Running trainings save first.';
  if ((await window.showInformationMessage(text, restart)) === restart) {
    await commands.executeCommand('flowscope.restartDaemon');
  }
}
