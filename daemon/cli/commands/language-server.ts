import { StreamMessageReader, StreamMessageWriter } from 'vscode-languageserver/node';
import { VERSION } from '../../../protocol/product-version.ts';
import { createLspConnection } from '../../language/create-connection.ts';
import { attachLanguageServer } from '../../language/language-server.ts';
import { createDirectoryRunFacts } from '../../language/runs/directory-run-facts.ts';
import { createVocabulary } from '../../language/vocabulary/vocabulary.ts';
import { defineCommand } from '../define-command.ts';
import { usageError } from '../usage-error.ts';

export const run = defineCommand(
  {
    name: 'language-server',
    usage: ['language-server --stdio'],
    positionals: [],
    required: 0,
    options: {
      stdio: { description: 'Use stdin and stdout. Required: there is no other transport.' },
    },
    notes: [
      'For editors that start language servers themselves; the VS Code extension does not need it. stdout carries only the protocol. The server ends when the editor sends exit, closes stdin, or ends.',
      'Initialization options: {"trusted": true} lets diagnostics and completion read data files outside the folder of the spec.',
    ],
    examples: ['flowscope language-server --stdio'],
  },
  async (args) => {
    if (!args.flag('stdio')) {
      throw usageError('language-server needs --stdio', 'Editors start it as: flowscope language-server --stdio');
    }
    return serve();
  },
);

/** Serves one client until it disconnects; exit status 0 after `shutdown`, else 1. */
function serve(): Promise<number> {
  return new Promise((resolve) => {
    const reader = new StreamMessageReader(process.stdin);
    const writer = new StreamMessageWriter(process.stdout);
    const runs = createDirectoryRunFacts();
    const { connection, dispose } = createLspConnection(reader, writer, {
      onEnd: ({ orderly }) => {
        server.dispose();
        runs.dispose();
        dispose();
        // Otherwise an open stdin would keep the process alive.
        process.stdin.destroy();
        resolve(orderly ? 0 : 1);
      },
    });
    const server = attachLanguageServer(connection, createVocabulary(), {
      runs,
      initializeResult: () => ({ serverInfo: { name: 'flowscope', version: VERSION } }),
    });
    connection.listen();
  });
}
