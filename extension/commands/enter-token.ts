import { window } from 'vscode';
import type { Command } from '../app-context.ts';
import { enterToken } from '../daemon/token.ts';
import { daemonUrl } from '../settings.ts';

export const enterDaemonToken: Command = async (app) => {
  const url = daemonUrl();
  if (url === null) {
    void window.showInformationMessage(
      'A token is needed only where flowscope.daemon.url names a daemon behind a tunnel.',
    );
    return;
  }
  if (await enterToken(app.context.secrets, url)) await app.link.restart();
};
