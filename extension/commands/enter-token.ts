import { window } from 'vscode';
import type { Command } from '../app-context.ts';
import { enterToken } from '../daemon/token.ts';
import { daemonUrl } from '../settings.ts';

export const enterDaemonToken: Command = async (app) => {
  const url = daemonUrl();
  if (url === null) {
    void window.showInformationMessage(
      'No token is needed. Set flowscope.daemon.url first to use a daemon behind a tunnel.',
    );
    return;
  }
  if (await enterToken(app.context.secrets, url)) await app.link.restart();
};
