/** A server of an old VS Code with the extension in it: another program than code-server.ts starts, on the Node of its time. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { installOldEditor, type OldEditor } from '../../scripts/e2e/old-code-server.ts';
import { makePrivateHome, type PrivateHome } from './private-home.ts';

const SETTINGS = {
  'workbench.startupEditor': 'none',
  'workbench.enableExperiments': false,
  'workbench.reduceMotion': 'on',
  'security.workspace.trust.enabled': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'telemetry.telemetryLevel': 'off',
  'files.autoSave': 'off',
};

/** Milliseconds. */
const START = 120_000;

export interface OldServer {
  readonly url: string;
  readonly home: string;
  /** What a user writes who reads the message about the Node that is too old. */
  setNodePath(path: string): Promise<void>;
  close(): Promise<void>;
}

/** Installs the extension and starts the server. @throws Error with its output if either fails */
export async function startOldEditor(vsix: string): Promise<OldServer> {
  const editor = await installOldEditor();
  const home = await makePrivateHome();
  const data = join(home.folder, 'user-data');
  const write = async (folder: string, settings: object) => {
    await mkdir(join(data, folder), { recursive: true });
    await writeFile(join(data, folder, 'settings.json'), JSON.stringify(settings));
  };
  const closing: (() => Promise<void>)[] = [() => home.remove()];
  const close = async () => {
    for (const step of closing.splice(0)) await step();
  };
  try {
    await write('User', SETTINGS);
    await until(start(editor, home, data, ['--install-extension', vsix]), /successfully installed/);
    const server = start(editor, home, data, [
      '--auth=none',
      '--bind-addr=127.0.0.1:0',
      '--disable-telemetry',
      '--disable-update-check',
      '--disable-workspace-trust',
    ]);
    closing.unshift(() => end(server));
    const url = await until(server, /HTTP server listening on (http:\/\/127\.0\.0\.1:\d+)/);
    return { url, home: home.folder, setNodePath: (path) => write('Machine', { 'flowscope.nodePath': path }), close };
  } catch (error) {
    await close();
    throw error;
  }
}

function start({ node, entry }: OldEditor, home: PrivateHome, data: string, args: readonly string[]): ChildProcess {
  const folders = ['--extensions-dir', join(home.folder, 'extensions'), '--user-data-dir', data];
  return spawn(node, [entry, ...folders, ...args], {
    cwd: home.folder,
    // Without a gallery it asks nobody on the network for updates.
    env: { ...home.env, EXTENSIONS_GALLERY: '{}' },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own, with the extension hosts.
    detached: true,
  });
}

/** Waits for what it says. @returns the first group of `pattern`, else all that fits */
function until(child: ChildProcess, pattern: RegExp): Promise<string> {
  return new Promise((done, failed) => {
    let text = '';
    const fail = (why: string) => failed(new Error(`the old code-server ${why}:\n${text}`));
    const timer = setTimeout(() => fail(`did not say ${pattern} within ${START / 1000} s`), START);
    child.once('error', (error) => fail(error.message));
    child.once('close', (code) => fail(`ended with ${code}`));
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (data: string) => {
        text = (text + data).slice(-20_000);
        const found = pattern.exec(text);
        if (found === null) return;
        clearTimeout(timer);
        done(found[1] ?? found[0]);
      });
    }
  });
}

async function end(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null || server.pid === undefined) return;
  const ended = new Promise((resolve) => server.once('close', resolve));
  process.kill(-server.pid, 'SIGTERM');
  const timer = setTimeout(() => process.kill(-server.pid!, 'SIGKILL'), 10_000);
  await ended;
  clearTimeout(timer);
}
