/** Reports a failure to the user, with actions that help. */
import { CancellationError, commands, env, type LogOutputChannel, l10n, window } from 'vscode';
import { RpcError } from '../daemon/client/rpc-error.ts';
import { SpecFailure } from '../daemon/client/spec-failure.ts';
import { FlowscopeError } from '../daemon/errors/flowscope-error.ts';
import { placedMessage } from '../daemon/format/placed-message.ts';
import { sentenceWithHint } from '../daemon/format/sentence-with-hint.ts';
import { RPC_ERROR } from '../protocol/rpc/error-codes.ts';
import { enterDaemonToken, restart, showLog } from './commands/daemon.ts';
import { execute } from './commands/definition.ts';
import { MANAGE_TRUST } from './trust.ts';

export interface FailureAction {
  readonly title: string;
  run(): unknown;
}

const MACHINE_SETTINGS: ReadonlySet<string> = new Set(['flowscope.nodePath', 'flowscope.daemon.url']);

/** Cancelled by the user or superseded by a newer request: not reported. */
export function isCancellation(error: unknown): boolean {
  return (
    error instanceof CancellationError ||
    (error instanceof RpcError && error.code === RPC_ERROR.cancelled) ||
    (error instanceof Error && error.name === 'AbortError')
  );
}

/** Ignores cancellations. @param what failed: "Train Flow" */
export async function showFailure(
  log: LogOutputChannel,
  what: string,
  error: unknown,
  more: readonly FailureAction[] = [],
): Promise<void> {
  if (isCancellation(error)) return;
  log.error(`${what}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  const actions = [...more, ...actionsFor(error), { title: showLog.title, run: () => log.show() }];
  const chosen = await window.showErrorMessage(`${what}: ${failureText(error)}`, ...actions.map(({ title }) => title));
  await actions.find(({ title }) => title === chosen)?.run();
}

export function failureText(error: unknown): string {
  const message = messageOf(error);
  return sentenceWithHint(message, error instanceof FlowscopeError ? error.hint : null);
}

function messageOf(error: unknown): string {
  if (!(error instanceof SpecFailure)) return error instanceof Error ? error.message : String(error);
  return l10n.t('Line {0}: {1}', error.line, placedMessage(error.message, error.path));
}

function actionsFor(error: unknown): readonly FailureAction[] {
  if (!(error instanceof FlowscopeError)) return [];
  const command = (title: string, id: string, ...args: unknown[]): FailureAction => ({
    title,
    run: () => commands.executeCommand(id, ...args),
  });
  const enter: FailureAction = { title: l10n.t('Enter Token'), run: () => execute(enterDaemonToken) };
  const restarting: FailureAction = { title: restart.title, run: () => execute(restart) };
  switch (error.code) {
    case 'bad-setting':
    case 'old-node': {
      const name = /flowscope\.\w+(\.\w+)*/.exec(`${error.message} ${error.hint ?? ''}`)?.[0] ?? 'flowscope';
      // In a remote window, machine settings are on the remote page.
      return MACHINE_SETTINGS.has(name) && env.remoteName !== undefined
        ? [command(l10n.t('Open Settings'), 'workbench.action.openRemoteSettings', { query: name })]
        : [command(l10n.t('Open Settings'), 'workbench.action.openSettings', name)];
    }
    case 'needs-trust':
      return [command(l10n.t('Manage Workspace Trust'), MANAGE_TRUST)];
    case 'no-token':
      return [enter];
    case 'token-refused':
      return [enter, restarting];
    case 'daemon-unreachable':
    case 'daemon-outdated':
    case 'connection-lost':
    case 'daemon-not-started':
      return [restarting];
    default:
      return error.file === null
        ? []
        : [{ title: l10n.t('Copy Path'), run: () => env.clipboard.writeText(error.file!) }];
  }
}
