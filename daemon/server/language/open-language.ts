/** The language server behind the `/rpc` connections: one for each. Its code is loaded when the first client has been let in. */
import type { MeasureLayers } from '../../language/runs/measured-layers.ts';
import type { OpenLanguage } from '../rpc/language-link.ts';
import { earlyLink } from './early-link.ts';
import { messageLink } from './message-link.ts';

/** @param measure measures the layers of runs at rest */
export function daemonLanguage(measure: MeasureLayers): OpenLanguage {
  let loading: ReturnType<typeof loadLanguage> | null = null;
  return (options) =>
    earlyLink(async ({ send, onEnd }) => {
      loading ??= loadLanguage(measure);
      const { createLspConnection, attachLanguageServer, vocabulary, runs } = await loading;
      const link = messageLink(send);
      const { connection, dispose } = createLspConnection(link.reader, link.writer, { onEnd });
      const server = attachLanguageServer(connection, vocabulary, { runs });
      connection.listen();
      return {
        receive: link.receive,
        dispose() {
          server.dispose();
          dispose();
        },
      };
    }, options);
}

async function loadLanguage(measure: MeasureLayers) {
  const [{ createLspConnection }, { attachLanguageServer }, { createVocabulary }, { createDirectoryRunFacts }] =
    await Promise.all([
      import('../../language/create-connection.ts'),
      import('../../language/language-server.ts'),
      import('../../language/vocabulary/vocabulary.ts'),
      import('../../language/runs/directory-run-facts.ts'),
    ]);
  // One for all clients: each run is read once, whoever looks at its spec.
  return {
    createLspConnection,
    attachLanguageServer,
    vocabulary: createVocabulary(),
    runs: createDirectoryRunFacts({ measure }),
  };
}
