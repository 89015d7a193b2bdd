/** Finds or starts the daemon for this window. */
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type ExtensionContext, ExtensionMode, type LogOutputChannel, l10n } from 'vscode';
import { connectDaemon } from '../../daemon/client/connect-daemon.ts';
import { findDaemon } from '../../daemon/client/find-daemon.ts';
import { spawnDaemon } from '../../daemon/client/spawn-daemon.ts';
import { statePaths } from '../../daemon/client/state-folder.ts';
import type { Discovery } from '../../protocol/discovery.ts';
import { daemonInfo, daemonShutdown } from '../../protocol/rpc/daemon-methods.ts';
import { PROTOCOL_TEXT } from '../../protocol/version.ts';
import { daemonUrl, nodePath } from '../settings.ts';
import { installProgram, removeOldPrograms } from './program.ts';
import { tokenFor } from './token.ts';
import { checkOwnNode, isOlder } from './versions.ts';

export interface LocateOptions {
  readonly context: ExtensionContext;
  readonly log: LogOutputChannel;
  readonly signal: AbortSignal;
}

/** Longest time for an idle daemon to end, milliseconds; after it, the daemon is used as it is. */
const MOMENT = 3000;

/** The daemon of this machine. */
export function runningDaemon(): Promise<Discovery | null> {
  return findDaemon(statePaths(null).discovery);
}

/** Waits until a daemon that is shutting down has ended. @param patience milliseconds @returns false: it is still running */
export async function hasEnded({ instance }: Discovery, patience: number): Promise<boolean> {
  for (const until = Date.now() + patience; Date.now() < until; await delay(100)) {
    if ((await runningDaemon())?.instance !== instance) return true;
  }
  return false;
}

/** @throws FlowscopeError `bad-setting`, `no-token`, `old-node`, `daemon-not-started` */
export async function locateDaemon({ context, log, signal }: LocateOptions): Promise<Discovery> {
  const url = daemonUrl();
  if (url !== null) {
    const token = await tokenFor(context.secrets, url);
    return { version: '', protocol: PROTOCOL_TEXT, instance: url, pid: 0, url, token };
  }
  const version = String(context.extension.packageJSON.version);
  const running = await runningDaemon();
  if (running !== null && !(await gaveWay(running, version, log))) {
    log.info(`daemon ${running.version} found at ${running.url} (process ${running.pid})`);
    return running;
  }
  // In development, run from the checkout: no update replaces it while the daemon runs.
  const developing = context.extensionMode === ExtensionMode.Development;
  const dist = context.asAbsolutePath('dist');
  const program = developing ? null : await installProgram(dist, context.globalStorageUri.fsPath, version);
  const script = program?.script ?? join(dist, 'flowscope.js');
  const node = nodePath();
  if (node === null) checkOwnNode(process.versions.node);
  const hint =
    node === null
      ? l10n.t('Set {0} to another Node, 22 or newer.', 'flowscope.nodePath')
      : l10n.t('Check that {0} is the path of Node 22 or newer.', 'flowscope.nodePath');
  const started = await spawnDaemon({ script, node, paths: statePaths(null), hint, signal });
  log.info(`daemon ${started.version} at ${started.url} (process ${started.pid})`);
  if (program !== null && started.version === version) {
    await removeOldPrograms(program).catch((error: unknown) =>
      log.warn(`old copies of the daemon cannot be deleted: ${error}`),
    );
  }
  return started;
}

/** Shuts an older daemon down if it has no other client and no active run. Otherwise it is used as it is, like a newer one. */
async function gaveWay(running: Discovery, version: string, log: LogOutputChannel): Promise<boolean> {
  if (!isOlder(running.version, version)) return false;
  try {
    const daemon = await connectDaemon({ discovery: running });
    try {
      const { load } = await daemon.request(daemonInfo, {});
      // One connection is ours.
      if (load.connections > 1 || load.running > 0 || load.queued > 0) return false;
      log.info(`daemon ${running.version} is replaced by ${version}`);
      await daemon.request(daemonShutdown, { onlyIfIdle: true });
    } finally {
      await daemon.close();
    }
    return await hasEnded(running, MOMENT);
  } catch {
    return false;
  }
}
