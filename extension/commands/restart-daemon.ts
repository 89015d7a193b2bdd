import { ProgressLocation, window } from 'vscode';
import type { Command } from '../app-context.ts';
import { restartDaemon } from '../daemon/restart-daemon.ts';

export const restart: Command = async (app) => {
  await window.withProgress({ location: ProgressLocation.Notification, title: 'Restarting the Flowscope daemon' }, () =>
    restartDaemon(app, { onlyIfIdle: false }),
  );
  await app.store.refresh();
};
