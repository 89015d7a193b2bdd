/** Whoever corrects a setting that kept the daemon away gets the daemon, without having to ask again. */
import { type Disposable, workspace } from 'vscode';
import { daemonUrl, nodePath } from '../settings.ts';
import type { DaemonLink } from './daemon-link.ts';

const SETTINGS = ['flowscope.nodePath', 'flowscope.daemon.url'] as const;

/** @param retry is called when those settings have changed, are right, and there is no daemon */
export function retryAfterSettings(link: DaemonLink, retry: () => void): Disposable {
  return workspace.onDidChangeConfiguration((event) => {
    if (link.state !== 'lost' || !SETTINGS.some((name) => event.affectsConfiguration(name))) return;
    try {
      daemonUrl();
      nodePath();
    } catch {
      // Still wrong, or half typed: that is told when the daemon is wanted.
      return;
    }
    retry();
  });
}
