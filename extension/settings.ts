/** The validated settings of the extension. */
import { accessSync, constants, statSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { l10n, type Uri, workspace } from 'vscode';
import { FlowscopeError } from '../daemon/errors/flowscope-error.ts';
import { systemCode } from '../daemon/errors/system-code.ts';
import { type EngineChoice, engineChoiceSchema } from '../protocol/engine-choice.ts';

const LOOPBACK = /^ws:\/\/(?:127\.0\.0\.1|\[::1\]):(\d{1,5})\/?$/;

/** Address of a daemon behind a tunnel, `ws://127.0.0.1:PORT`; null: the local daemon. @throws FlowscopeError `bad-setting` */
export function daemonUrl(): string | null {
  const text = machineSetting('daemon.url');
  if (text === '') return null;
  const port = Number(LOOPBACK.exec(text)?.[1] ?? 0);
  if (port < 1 || port > 65_535) {
    throw badSetting(
      'flowscope.daemon.url',
      l10n.t("'{0}' is not a loopback address", text),
      l10n.t('Set it to an address such as {0}, or leave it empty.', 'ws://127.0.0.1:45321'),
    );
  }
  return text.replace(/\/$/, '');
}

/** The program that runs the daemon; null: the Node inside VS Code. @throws FlowscopeError `bad-setting` */
export function nodePath(): string | null {
  const text = machineSetting('nodePath');
  if (text === '') return null;
  const wrong = (reason: string) =>
    badSetting(
      'flowscope.nodePath',
      reason,
      l10n.t('Set it to the absolute path of Node 22 or newer, or leave it empty.'),
    );
  if (!isAbsolute(text)) throw wrong(l10n.t("'{0}' is not an absolute path", text));
  try {
    if (!statSync(text).isFile()) throw wrong(l10n.t("'{0}' is not a file", text));
    accessSync(text, constants.X_OK);
  } catch (error) {
    if (error instanceof FlowscopeError) throw error;
    const reason = systemCode(error) ?? String(error);
    throw wrong(l10n.t("'{0}' cannot be run ({1})", text, reason));
  }
  return text;
}

/**
 * What the settings say about where specs train that leave it open. VS Code ignores the Python of a workspace that is not
 * trusted. @throws FlowscopeError `bad-setting`
 */
export function engineDefaults(scope: Uri): EngineChoice {
  const settings = workspace.getConfiguration('flowscope', scope);
  const text = (name: string) => String(settings.get(name) ?? '').trim();
  const python = text('pythonPath');
  const given = {
    ...(['', 'auto'].includes(text('backend')) ? {} : { backend: text('backend') }),
    ...(text('device') === '' ? {} : { device: text('device') }),
    ...(python === '' ? {} : { python: pythonFrom(python, scope) }),
  };
  if (Object.keys(given).length === 0) return {};
  const parsed = engineChoiceSchema.safeParse({ ...given, isDefault: true });
  if (parsed.success) return parsed.data;
  const name = `flowscope.${String(parsed.error.issues[0]?.path[0] ?? 'backend')}`;
  throw badSetting(
    name,
    l10n.t("'{0}' is not one of its values", text(name.slice('flowscope.'.length))),
    l10n.t('Choose another value in the settings, or reset it.'),
  );
}

/** A name without a separator is a command of the system. */
function pythonFrom(text: string, scope: Uri): string {
  if (isAbsolute(text) || !/[\\/]/.test(text)) return text;
  const folder = workspace.getWorkspaceFolder(scope)?.uri.fsPath;
  return folder === undefined ? text : join(folder, text);
}

/** Folder for new runs of a spec; null: `.flowscope/runs` beside it. @throws FlowscopeError `bad-setting` */
export function runsDirectory(scope: Uri): string | null {
  const text = String(workspace.getConfiguration('flowscope', scope).get('runs.directory') ?? '').trim();
  if (text === '') return null;
  if (!isAbsolute(text)) {
    throw badSetting(
      'flowscope.runs.directory',
      l10n.t("'{0}' is not an absolute path", text),
      l10n.t('Set it to an absolute path, or leave it empty to use {0} beside the spec.', '.flowscope/runs'),
    );
  }
  return text;
}

/** The folders set in any open workspace folder. Invalid ones are reported when a spec is trained there. */
export function runsDirectories(): readonly string[] {
  const scopes = [undefined, ...(workspace.workspaceFolders ?? []).map(({ uri }) => uri)];
  const found = scopes.map((scope) =>
    String(workspace.getConfiguration('flowscope', scope).get('runs.directory') ?? '').trim(),
  );
  return [...new Set(found)].filter((path) => isAbsolute(path));
}

/** Ignores workspace settings: a workspace must not choose the daemon or the program that runs it. */
function machineSetting(name: string): string {
  const value = workspace.getConfiguration('flowscope').inspect<unknown>(name)?.globalValue;
  return typeof value === 'string' ? value.trim() : '';
}

function badSetting(name: string, problem: string, hint: string): FlowscopeError {
  return new FlowscopeError('bad-setting', l10n.t('The setting {0} is invalid: {1}.', name, problem), {
    hint,
    exitCode: 2,
  });
}
