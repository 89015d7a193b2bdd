/** The token of a daemon behind a tunnel: kept in VS Code's secret store, and sent only to the address that it was entered for. */
import { l10n, type SecretStorage, window } from 'vscode';
import { FlowscopeError } from '../../daemon/errors/flowscope-error.ts';

/** @throws FlowscopeError `no-token` */
export async function tokenFor(secrets: SecretStorage, url: string): Promise<string> {
  const token = await secrets.get(keyOf(url));
  if (token !== undefined) return token;
  throw new FlowscopeError('no-token', l10n.t('The token of the daemon at {0} is missing.', url), {
    hint: l10n.t(
      'Run Flowscope: Enter Daemon Token with the value of "token" in the discovery file on the other machine.',
    ),
  });
}

/** @returns false if the user cancels */
export async function enterToken(secrets: SecretStorage, url: string): Promise<boolean> {
  const token = await window.showInputBox({
    title: l10n.t('Token of the daemon at {0}', url),
    prompt: l10n.t(
      'The value of "token" in the discovery file on the other machine. It is kept in the secret store and sent only to this address.',
    ),
    password: true,
    ignoreFocusOut: true,
    validateInput: (text) =>
      /^\S{32,256}$/.test(text.trim()) ? null : l10n.t('A token has 32 to 256 characters and no spaces.'),
  });
  if (token === undefined) return false;
  await secrets.store(keyOf(url), token.trim());
  return true;
}

function keyOf(url: string): string {
  return `daemon-token ${url}`;
}
