/** Creates one language server for each `/rpc` connection. */
import type { MeasureLayers } from '../../language/runs/measured-layers.ts';
import type { OpenLanguage } from '../rpc/language-link.ts';
import { earlyLink } from './early-link.ts';
import { messageLink } from './message-link.ts';

export interface DaemonLanguage {
  /** Loads the code for the first client, after that client was let in. */
  readonly open: OpenLanguage;
  /** Loads the code now: while the daemon waits for its first client, an update may replace its files on disk. */
  load(): Promise<void>;
}

/** @param measure measures the layers of runs that are not training */
export function daemonLanguage(measure: MeasureLayers): DaemonLanguage {
  let loading: ReturnType<typeof loadLanguage> | null = null;
  const load = () => {
    loading ??= loadLanguage(measure);
    return loading;
  };
  const open: OpenLanguage = (options) =>
    earlyLink(async ({ send, onEnd }) => {
      const { createLspConnection, attachLanguageServer, vocabulary, runs } = await load();
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
  return { open, load: async () => void (await load()) };
}

async function loadLanguage(measure: MeasureLayers) {
  const [{ createLspConnection }, { attachLanguageServer }, { createVocabulary }, { createDirectoryRunFacts }] =
    await Promise.all([
      import('../../language/create-connection.ts'),
      import('../../language/language-server.ts'),
      import('../../language/vocabulary/vocabulary.ts'),
      import('../../language/runs/directory-run-facts.ts'),
    ]);
  // Shared by all clients, so each run is read once.
  return {
    createLspConnection,
    attachLanguageServer,
    vocabulary: createVocabulary(),
    runs: createDirectoryRunFacts({ measure }),
  };
}
