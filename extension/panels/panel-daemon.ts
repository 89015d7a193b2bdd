import { CancellationTokenSource } from 'vscode';
import type { PanelDaemon } from '../../daemon/client/panel/panel-bridge.ts';
import type { DaemonLink } from '../daemon/daemon-link.ts';

/** The window's connection as a panel's bridge takes it: with signals instead of the editor's tokens. */
export function panelDaemon(link: DaemonLink): PanelDaemon {
  return {
    fetchArray: (reference) => link.fetchArray(reference),
    async request(definition, params, signal) {
      const source = new CancellationTokenSource();
      const cancel = () => source.cancel();
      signal.addEventListener('abort', cancel, { once: true });
      try {
        return await link.request(definition, params, source.token);
      } finally {
        signal.removeEventListener('abort', cancel);
        source.dispose();
      }
    },
  };
}
