/** The language server behind the `/rpc` connections: one for each, loaded with the first. */
import type { OpenLanguage } from '../rpc/language-link.ts';
import { messageLink } from './message-link.ts';

export function daemonLanguage(): OpenLanguage {
  let loading: ReturnType<typeof loadLanguage> | null = null;
  return async ({ send, onEnd, onTrust }) => {
    loading ??= loadLanguage();
    const { createLspConnection, attachLanguageServer, runs } = await loading;
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
