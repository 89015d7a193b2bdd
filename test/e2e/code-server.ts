/** One code-server process with a home of its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { codeServerEntry } from '../../scripts/e2e/code-server.ts';
import { makePrivateHome, type PrivateHome } from './private-home.ts';

const SETTINGS = {
  'workbench.startupEditor': 'none',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'chat.disableAIFeatures': true,
  'extensions.autoUpdate': false,
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'telemetry.telemetryLevel': 'off',
  // In a browser the default is to save by itself.
  'files.autoSave': 'off',
  'workbench.enableExperiments': false,
  'workbench.reduceMotion': 'on',
  'editor.cursorBlinking': 'solid',
  'editor.minimap.enabled': false,
  // What nobody looks at here: it asks for the machine's processes again and again, and looks for repositories and scripts.
  'remote.autoForwardPorts': false,
  'git.enabled': false,
  'npm.autoDetect': 'off',
};

/** Every folder is trusted, or windows open in Restricted Mode and ask, as they do for a user. */
export type Trust = 'given' | 'asked';

export interface EditorSettings {
  readonly trust: Trust;
  /** Of this machine: where settings of the scope "machine" stand in a window that a server gives. */
  readonly machine: Readonly<Record<string, unknown>>;
}

/** Of the servers of the tests, unless a test says otherwise. */
export const USUAL: EditorSettings = { trust: 'given', machine: {} };

export interface CodeServer {
  /** http://127.0.0.1:PORT */
  readonly url: string;
  /** The user's home, as the extension sees it. */
  readonly home: string;
  close(): Promise<void>;
}

/** Replaces the settings of the server with this home. Open windows apply them, except for trust, which affects only new windows. */
export async function writeEditorSettings(home: string, { trust, machine }: EditorSettings): Promise<void> {
  const data = dataFolder(home);
  const user = { ...SETTINGS, 'security.workspace.trust.enabled': trust === 'asked' };
  await writeSettings(join(data, 'User'), user);
  await writeSettings(join(data, 'Machine'), machine);
}

/** Starts the server, with the usual settings; it answers when this returns. @param extensions the folder of installed extensions */
export async function startCodeServer(extensions: string): Promise<CodeServer> {
  const home = await makePrivateHome();
  try {
    await writeEditorSettings(home.folder, USUAL);
    const server = start(home, extensions, [
      '--auth=none',
      '--bind-addr=127.0.0.1:0',
      '--disable-telemetry',
      '--disable-update-check',
    ]);
    const url = await announcedUrl(server);
    return {
      url,
      home: home.folder,
      async close() {
        await stop(server);
        await home.remove();
      },
    };
  } catch (error) {
    await home.remove();
    throw error;
  }
}

/** Runs `code-server --extensions-dir EXTENSIONS ARGS…` to its end. @throws Error with its output if it fails */
export async function runServerCommand(extensions: string, args: readonly string[]): Promise<void> {
  const home = await makePrivateHome();
  try {
    const child = start(home, extensions, args);
    const text = output(child);
    const code = await new Promise((resolve, reject) => child.on('error', reject).on('close', resolve));
    if (code !== 0) throw new Error(`code-server ${args.join(' ')} failed:\n${text()}`);
  } finally {
    await home.remove();
  }
}

function start(home: PrivateHome, extensions: string, args: readonly string[]): ChildProcess {
  const folders = ['--extensions-dir', extensions, '--user-data-dir', dataFolder(home.folder)];
  return spawn(process.execPath, [codeServerEntry(), ...folders, ...args], {
    cwd: home.folder,
    // Without a gallery it asks nobody on the network for updates.
    env: { ...home.env, EXTENSIONS_GALLERY: '{}' },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own: extension hosts wait a while for windows to come back after the server has ended.
    detached: true,
  });
}

/** At once: a window that looks meanwhile must not see half of them. */
async function writeSettings(folder: string, settings: EditorSettings['machine']): Promise<void> {
  await mkdir(folder, { recursive: true });
  const file = join(folder, 'settings.json');
  await writeFile(`${file}.new`, JSON.stringify(settings, null, 2));
  await rename(`${file}.new`, file);
}

export function dataFolder(home: string): string {
  return join(home, 'user-data');
}

function output(child: ChildProcess): () => string {
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (data: string) => {
      // A server that runs for minutes: only how it started, and what it said last, is of interest.
      text = (text + data).slice(-20_000);
    });
  }
  return () => text;
}

function announcedUrl(child: ChildProcess): Promise<string> {
  const text = output(child);
  return new Promise((resolve, reject) => {
    const fail = (why: string) => {
      killGroup(child);
      reject(new Error(`code-server ${why}:\n${text()}`));
    };
    const timer = setTimeout(() => fail('did not start within 60 s'), 60_000);
    child.on('close', () => fail('ended'));
    child.stdout?.on('data', () => {
      const url = /HTTP server listening on (http:\/\/127\.0\.0\.1:\d+)/.exec(text())?.[1];
      if (!url) return;
      clearTimeout(timer);
      resolve(url);
    });
  });
}

async function stop(server: ChildProcess): Promise<void> {
  if (server.exitCode === null && server.signalCode === null) {
    const ended = new Promise((resolve) => server.on('close', resolve));
    server.kill('SIGTERM');
    const timer = setTimeout(() => killGroup(server), 10_000);
    await ended;
    clearTimeout(timer);
  }
  killGroup(server);
}

function killGroup(server: ChildProcess): void {
  try {
    if (server.pid) process.kill(-server.pid, 'SIGKILL');
  } catch {
    // Nobody is left in it.
  }
}
