/** The extension's settings, checked. */
import { accessSync, constants, statSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import { type Uri, workspace } from 'vscode';
import { FlowscopeError } from '../daemon/errors/flowscope-error.ts';

const LOOPBACK = /^ws:\/\/(?:127\.0\.0\.1|\[::1\]):(\d{1,5})\/?$/;

/** A daemon behind a tunnel, as `ws://127.0.0.1:PORT`; null: this machine's own. @throws FlowscopeError `bad-setting` */
export function daemonUrl(): string | null {
  const text = machineSetting('daemon.url');
  if (text === '') return null;
  const port = Number(LOOPBACK.exec(text)?.[1] ?? 0);
  if (port < 1 || port > 65_535) {
    throw badSetting(
      'flowscope.daemon.url',
      `'${text}' is not a loopback address`,
      'It must look like ws://127.0.0.1:45321, or be empty.',
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
      `'${text}' ${reason}`,
      'It must be the absolute path of Node 22 or newer, or empty.',
    );
  if (!isAbsolute(text)) throw wrong('is not an absolute path');
  try {
    if (!statSync(text).isFile()) throw wrong('is not a file');
    accessSync(text, constants.X_OK);
  } catch (error) {
    if (error instanceof FlowscopeError) throw error;
    throw wrong(`cannot be run (${(error as NodeJS.ErrnoException).code ?? String(error)})`);
  }
  return text;
}

/** Where new runs of a spec go; null: `.flowscope/runs` beside it. @throws FlowscopeError `bad-setting` */
export function runsDirectory(scope: Uri): string | null {
  const text = String(workspace.getConfiguration('flowscope', scope).get('runs.directory') ?? '').trim();
  if (text === '') return null;
  if (!isAbsolute(text)) {
    throw badSetting(
      'flowscope.runs.directory',
      `'${text}' is not an absolute path`,
      'Leave it empty for .flowscope/runs beside the spec.',
    );
  }
  return text;
}

/** Of all open folders, those that are set; wrong ones are told of when something is trained there. */
export function runsDirectories(): readonly string[] {
  const scopes = [undefined, ...(workspace.workspaceFolders ?? []).map(({ uri }) => uri)];
  const found = scopes.map((scope) =>
    String(workspace.getConfiguration('flowscope', scope).get('runs.directory') ?? '').trim(),
  );
  return [...new Set(found)].filter((path) => isAbsolute(path));
}

/** A workspace's settings cannot say where the daemon is or what runs it, whatever VS Code makes of their scope. */
function machineSetting(name: string): string {
  const value = workspace.getConfiguration('flowscope').inspect<unknown>(name)?.globalValue;
  return typeof value === 'string' ? value.trim() : '';
}

function badSetting(name: string, problem: string, hint: string): FlowscopeError {
  return new FlowscopeError('bad-setting', `The setting ${name} is wrong: ${problem}.`, { hint, exitCode: 2 });
}
