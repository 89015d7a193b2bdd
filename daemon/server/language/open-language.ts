/** The language server behind the `/rpc` connections: one for each, loaded with the first. */
import type { OpenLanguage } from '../rpc/language-link.ts';
import { messageLink } from './message-link.ts';

export interface DaemonLanguage {
  readonly open: OpenLanguage;
  /** Loads the code, so that the first client does not wait for it. */
  preload(): Promise<void>;
}

export function daemonLanguage(): DaemonLanguage {
  let loading: ReturnType<typeof loadLanguage> | null = null;
  const load = () => {
    loading ??= loadLanguage();
    return loading;
  };
  return {
    async preload() {
      await load();
    },
    async open({ send, onEnd, onTrust }) {
      const { createLspConnection, attachLanguageServer, runs } = await load();
      const link = messageLink(send);
      const { connection, dispose } = createLspConnection(link.reader, link.writer, { onEnd });
      const server = attachLanguageServer(connection, { runs, onTrust });
      connection.listen();
      return {
        receive: link.receive,
        dispose() {
          server.dispose();
          dispose();
        },
      };
    },
  };
}

async function loadLanguage() {
  const [{ createLspConnection }, { attachLanguageServer }, { createDirectoryRunFacts }] = await Promise.all([
    import('../../language/create-connection.ts'),
    import('../../language/language-server.ts'),
    import('../../language/runs/directory-run-facts.ts'),
  ]);
  // One for all clients: each run is read once, whoever looks at its spec.
  return { createLspConnection, attachLanguageServer, runs: createDirectoryRunFacts() };
}
