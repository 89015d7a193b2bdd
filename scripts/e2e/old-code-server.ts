/**
 * A VS Code near the oldest that package.json's `engines` lets in, for a test of `npm run test:full`. It is code-server again, with
 * the Node that it wants. 4.93.1 carries VS Code 1.93.1 and is the oldest on npm that is not older than 1.91: 4.91 and 4.92 were
 * never published there.
 */
import { existsSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { cacheFolder } from './code-server.ts';
import { runCommand } from './run-command.ts';

export const OLD_CODE_SERVER_VERSION = '4.93.1';
const NODE_VERSION = '20.20.2';
const NAME = `code-server-${OLD_CODE_SERVER_VERSION}`;
/** What its VS Code pins, and what that asks GitHub for when it is installed. */
const RIPGREP = { version: '1.15.9', release: 'v13.0.0-10' };
/** Has the same programs in the package itself. */
const RIPGREP_UNIVERSAL = '1.18.0';

export interface OldEditor {
  /** The program that runs it. */
  readonly node: string;
  /** The script that `node` runs. */
  readonly entry: string;
}

/** Where it is kept, whether or not it is there. */
export function oldEditor(cache: string = cacheFolder()): OldEditor {
  return editorIn(join(cache, NAME));
}

/** Builds it if it is not there: five minutes, once per machine. @throws Error if a command fails */
export async function installOldEditor(cache: string = cacheFolder()): Promise<OldEditor> {
  const editor = oldEditor(cache);
  if (existsSync(editor.entry)) return editor;
  await mkdir(cache, { recursive: true });
  const partial = join(cache, `${NAME}.partial-${process.pid}`);
  const install = async (folder: string, packages: readonly string[], env: NodeJS.ProcessEnv) => {
    await mkdir(folder, { recursive: true });
    // npm would look for the project's root upwards, were there no manifest.
    await writeFile(join(folder, 'package.json'), '{ "private": true }\n');
    const options = ['--no-audit', '--no-fund', '--loglevel=error'];
    await runCommand('npm', ['install', ...packages, ...options], { cwd: folder, env });
  };
  try {
    const tools = join(partial, 'tools');
    const plain = plainEnvironment();
    const universal = `@vscode/ripgrep-universal@${RIPGREP_UNIVERSAL}`;
    await install(tools, [`${nodePackage()}@${NODE_VERSION}`, universal], plain);
    const node = join(tools, 'node_modules', nodePackage());
    const temporary = join(partial, 'temporary');
    await seedRipgrep(tools, temporary);
    await install(partial, [`code-server@${OLD_CODE_SERVER_VERSION}`], {
      ...plain,
      PATH: `${join(node, 'bin')}${delimiter}${plain.PATH ?? ''}`,
      TMPDIR: temporary,
      // Node's npm package brings its headers: native modules build without a download.
      npm_config_nodedir: node,
      // Its install is a script that installs VS Code's modules; as root it asks for the second, and npm 12 for the third.
      npm_config_ignore_scripts: 'false',
      npm_config_unsafe_perm: 'true',
      npm_config_dangerously_allow_all_scripts: 'true',
    });
    await rm(temporary, { recursive: true });
    await rename(partial, join(cache, NAME)).catch((error: unknown) => {
      // Somebody else was faster.
      if (!existsSync(editor.entry)) throw error;
    });
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
  return editor;
}

function editorIn(folder: string): OldEditor {
  return {
    node: join(folder, 'tools', 'node_modules', nodePackage(), 'bin', 'node'),
    entry: join(folder, 'node_modules', 'code-server', 'out', 'node', 'entry.js'),
  };
}

function nodePackage(): string {
  return `node-${process.platform}-${process.arch}`;
}

/** Its ripgrep is downloaded from GitHub unless an earlier download lies in the folder for temporary files. npm has the program too. */
async function seedRipgrep(tools: string, temporary: string): Promise<void> {
  const target = process.arch === 'arm64' ? 'aarch64-unknown-linux-musl' : 'x86_64-unknown-linux-musl';
  const cache = join(temporary, `vscode-ripgrep-cache-${RIPGREP.version}`);
  const programs = join(tools, 'node_modules', '@vscode', 'ripgrep-universal', 'bin', `linux-${process.arch}`);
  await mkdir(cache, { recursive: true });
  const archive = join(cache, `ripgrep-${RIPGREP.release}-${target}.tar.gz`);
  await runCommand('tar', ['--create', '--gzip', '--file', archive, '--directory', programs, 'rg']);
}

/** Without what an npm script hands down about our own package and the Node that runs it; with the user's npm settings. */
function plainEnvironment(): NodeJS.ProcessEnv {
  const kept = /^npm_config_(registry|userconfig|globalconfig|cache)$/i;
  const names = Object.keys(process.env).filter((name) => kept.test(name) || !/^(npm_|INIT_CWD$)/i.test(name));
  return Object.fromEntries(names.map((name) => [name, process.env[name]]));
}
