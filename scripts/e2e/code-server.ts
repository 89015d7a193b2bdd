/** The VS Code of the end-to-end tests: where it is kept, and how it gets there. */
import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { isAlive } from '../../daemon/runs/lease/is-alive.ts';
import { runCommand } from './run-command.ts';

/** Carries VS Code 1.139. */
export const CODE_SERVER_VERSION = '4.139.1';
const NAME = `code-server-${CODE_SERVER_VERSION}`;

/** Outside of the checkout, so that it is built once per machine and not once per clone. */
export function cacheFolder(env: NodeJS.ProcessEnv = process.env): string {
  return env.FLOWSCOPE_E2E_CACHE || join(env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'flowscope-e2e');
}

/** The script that Node 24 runs to start it. */
export function codeServerEntry(cache: string = cacheFolder()): string {
  return join(cache, NAME, 'node_modules', 'code-server', 'out', 'node', 'entry.js');
}

/** Builds it in a sibling folder that gets its name last: an install that was killed is never taken for a whole one. */
export async function installCodeServer(cache: string = cacheFolder()): Promise<void> {
  await mkdir(cache, { recursive: true });
  await removeAbandoned(cache);
  const partial = join(cache, `${NAME}.partial-${process.pid}`);
  await mkdir(partial);
  try {
    // npm would look for the project's root upwards, were there no manifest.
    await writeFile(join(partial, 'package.json'), '{ "private": true }\n');
    const args = ['install', `code-server@${CODE_SERVER_VERSION}`, '--no-audit', '--no-fund', '--loglevel=error'];
    await runCommand('npm', args, { cwd: partial, env: buildEnvironment() });
    await rename(partial, join(cache, NAME)).catch((error: unknown) => {
      // Somebody else was faster.
      if (!existsSync(codeServerEntry(cache))) throw error;
    });
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
}

/** What killed installs have left. */
async function removeAbandoned(cache: string): Promise<void> {
  for (const name of await readdir(cache)) {
    const pid = /\.partial-(\d+)$/.exec(name)?.[1];
    if (pid && !isAlive(Number(pid))) await rm(join(cache, name), { recursive: true, force: true });
  }
}

/** What npm passes to a script about itself, its Node and our package. None of it applies to a separate install. */
const OF_OUTER_NPM =
  /^npm_(package_.*|lifecycle_.*|command|execpath|node_execpath)$|^npm_config_(user_agent|npm_version|node_gyp|local_prefix|prefix|omit|include)$|^INIT_CWD$/i;

/** The environment of the install, made from that of the script that asks for it. */
export function buildEnvironment(from: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  // code-server's post-install reads the version of Node out of npm_config_user_agent, which is that of the outer npm's: with
  // a Node 20 out there it refuses to build. Without one, the inner npm tells its own.
  const env = Object.fromEntries(Object.entries(from).filter(([name]) => !OF_OUTER_NPM.test(name)));
  const bin = dirname(process.execPath);
  const root = dirname(bin);
  env.PATH = `${bin}${delimiter}${env.PATH ?? ''}`;
  // Node's npm package brings its headers: native modules build without a download.
  if (existsSync(join(root, 'include', 'node', 'node.h'))) env.npm_config_nodedir = root;
  // Our .npmrc says otherwise; code-server's own install is a script that installs VS Code's modules. npm 12 also asks.
  env.npm_config_ignore_scripts = 'false';
  env.npm_config_dangerously_allow_all_scripts = 'true';
  return env;
}
