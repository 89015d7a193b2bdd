import { CancellationTokenSource } from 'vscode';
import type { PanelDaemon } from '../../daemon/client/panel/panel-bridge.ts';
import type { DaemonLink } from '../daemon/daemon-link.ts';

/** Adapts the window's connection to a panel: abort signals instead of cancellation tokens. */
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
