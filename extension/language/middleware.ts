/**
 * Limits what the daemon can make the editor do: commands of a fixed list with checked arguments, edits of specs, and links and
 * documents in open folders. Anything else is dropped and logged. The daemon has no resolve requests, so these are ignored.
 */
import { type Command, type LogOutputChannel, type TextDocument, Uri, type WorkspaceEdit, workspace } from 'vscode';
import type { Middleware } from 'vscode-languageclient/node';
import { type CommandId, commandArguments } from '../../protocol/language/command-arguments.ts';

/** The only settings that the daemon can read. */
const OWN_SETTINGS = /^flowscope(\.|$)/;

const NEVER_CANCELLED = { isCancellationRequested: false, onCancellationRequested: () => ({ dispose: () => {} }) };

export function middleware(log: LogOutputChannel): Middleware {
  const allowed = (command: Command | undefined): boolean => {
    if (command === undefined || command.command === '') return true;
    const schema = commandArguments[command.command as CommandId];
    const fits = Object.hasOwn(commandArguments, command.command) && schema.safeParse(command.arguments?.[0]).success;
    if (!fits)
      log.warn(`dropped a command of the daemon: ${command.command} is not allowed, or its arguments are invalid`);
    return fits;
  };
  /** Allows the edited document itself, which may be untitled or have another name. */
  const ofSpecs = (edit: WorkspaceEdit | undefined | null, { uri: own }: TextDocument): boolean => {
    const fits = edit == null || edit.entries().every(([uri]) => isSpec(uri.path) || uri.toString() === own.toString());
    if (!fits) log.warn('dropped an edit of the daemon: the file is not a flow spec');
    return fits;
  };
  return {
    async provideCodeLenses(document, token, next) {
      return (await next(document, token))?.filter(({ command }) => allowed(command));
    },
    resolveCodeLens: (lens) => lens,
    async provideCodeActions(document, range, context, token, next) {
      return (await next(document, range, context, token))?.filter((action) =>
        'edit' in action || 'kind' in action ? action.command === undefined && ofSpecs(action.edit, document) : false,
      );
    },
    resolveCodeAction: (action) => action,
    async provideInlayHints(document, range, token, next) {
      return (await next(document, range, token))?.filter(
        ({ label }) => typeof label === 'string' || label.every((part) => allowed(part.command)),
      );
    },
    resolveInlayHint: (hint) => hint,
    async provideCompletionItem(document, position, context, token, next) {
      const result = await next(document, position, context, token);
      for (const item of Array.isArray(result) ? result : (result?.items ?? [])) {
        if (!allowed(item.command)) delete item.command;
      }
      return result;
    },
    resolveCompletionItem: (item) => item,
    async provideRenameEdits(document, position, name, token, next) {
      const edit = await next(document, position, name, token);
      return ofSpecs(edit, document) ? edit : null;
    },
    async provideDocumentLinks(document, token, next) {
      return (await next(document, token))?.filter(({ target }) => {
        const inside = target !== undefined && isInside(target);
        if (!inside) log.debug(`dropped a link of the daemon: ${target} is not in an open folder`);
        return inside;
      });
    },
    resolveDocumentLink: (link) => link,
    executeCommand: () => undefined,
    workspace: {
      async handleApplyEdit(params, next) {
        const { documentChanges = [], changes = {} } = params.edit;
        const uris = [
          ...Object.keys(changes),
          ...documentChanges.map((change) => ('textDocument' in change ? change.textDocument.uri : '')),
        ];
        if (uris.every(isSpec)) return next(params, NEVER_CANCELLED);
        log.warn('dropped an edit of the daemon: the file is not a flow spec');
        return { applied: false, failureReason: 'only flow specs can be edited' };
      },
      async configuration(params, token, next) {
        const items = params.items.filter(({ section }) => OWN_SETTINGS.test(section ?? ''));
        const known = items.length === 0 ? [] : await next({ items }, token);
        if (!Array.isArray(known)) return known;
        return params.items.map((item) => (items.includes(item) ? known[items.indexOf(item)] : null));
      },
    },
    window: {
      async showDocument(params, token, next) {
        const inside = params.external !== true && isInside(Uri.parse(params.uri));
        if (!inside) log.warn(`dropped a request of the daemon to show ${params.uri}: it is not in an open folder`);
        return inside ? next(params, token) : { success: false };
      },
    },
  };
}

function isSpec(path: string): boolean {
  return path.endsWith('.flow.json');
}

function isInside(target: Uri): boolean {
  return target.scheme === 'file' && workspace.getWorkspaceFolder(target) !== undefined;
}
