/**
 * What the daemon may make the editor do: commands of a fixed list with arguments of a fixed shape, edits of specs, links and
 * documents within open folders. Anything else is dropped and logged.
 */
import { type Command, type LogOutputChannel, Uri, workspace } from 'vscode';
import type { Middleware } from 'vscode-languageclient/node';
import { type CommandId, commandArguments } from '../../daemon/language/command-arguments.ts';

export function middleware(log: LogOutputChannel): Middleware {
  const allowed = (command: Command | undefined): boolean => {
    if (command === undefined || command.command === '') return true;
    const schema = commandArguments[command.command as CommandId];
    const fits = Object.hasOwn(commandArguments, command.command) && schema.safeParse(command.arguments?.[0]).success;
    if (!fits) log.warn(`dropped from the daemon: the command ${command.command}`);
    return fits;
  };
  return {
    async provideCodeLenses(document, token, next) {
      return (await next(document, token))?.filter(({ command }) => allowed(command));
    },
    async provideCodeActions(document, range, context, token, next) {
      return (await next(document, range, context, token))?.filter((action) =>
        'edit' in action || 'kind' in action ? action.command === undefined : false,
      );
    },
    async provideInlayHints(document, range, token, next) {
      return (await next(document, range, token))?.filter(
        ({ label }) => typeof label === 'string' || label.every((part) => allowed(part.command)),
      );
    },
    async provideDocumentLinks(document, token, next) {
      return (await next(document, token))?.filter(({ target }) => {
        const inside = target === undefined || isInside(target);
        if (!inside) log.warn(`dropped from the daemon: a link to ${target}`);
        return inside;
      });
    },
    executeCommand: () => undefined,
    workspace: {
      async handleApplyEdit(params, next) {
        const { documentChanges = [], changes = {} } = params.edit;
        const uris = [
          ...Object.keys(changes),
          ...documentChanges.map((change) => ('textDocument' in change ? change.textDocument.uri : '')),
        ];
        if (uris.every((uri) => uri.endsWith('.flow.json')))
          return next(params, { isCancellationRequested: false } as never);
        log.warn('dropped from the daemon: an edit of a file that is no spec');
        return { applied: false, failureReason: 'only specs are edited' };
      },
    },
    window: {
      async showDocument(params, token, next) {
        const inside = params.external !== true && isInside(Uri.parse(params.uri));
        if (!inside) log.warn(`dropped from the daemon: showing ${params.uri}`);
        return inside ? next(params, token) : { success: false };
      },
    },
  };
}

function isInside(target: Uri): boolean {
  return target.scheme === 'file' && workspace.getWorkspaceFolder(target) !== undefined;
}
