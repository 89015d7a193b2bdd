/** The daemon behind the pages: found or started, found again when it dies, and the runs that it reports. */

import { inspectReading } from '../../protocol/rpc/inspection-notices.ts';
import { runChanged, runRemoved } from '../../protocol/rpc/run-methods.ts';
import type { DaemonConnection } from '../client/connect-daemon.ts';
import { connectDaemon } from '../client/connect-daemon.ts';
import { crashPolicy } from '../client/crash-policy.ts';
import { findDaemon } from '../client/find-daemon.ts';
import { type LinkState, lastingConnection } from '../client/lasting-connection.ts';
import type { PanelDaemon } from '../client/panel/panel-bridge.ts';
import { type FollowedRuns, followedRuns } from '../client/runs/followed-runs.ts';
import { spawnDaemon } from '../client/spawn-daemon.ts';
import type { StatePaths } from '../client/state-folder.ts';

export interface ViewDaemon extends PanelDaemon {
  readonly state: LinkState;
  readonly runs: FollowedRuns;
  /** Why there are no runs; null: they are loaded or loading. */
  readonly failure: Error | null;
  /**
   * Connects and requests the runs, unless that is in progress; on failure sets `failure`. Called for each page,
   * because commands that train locally or delete a folder notify no daemon.
   */
  load(): Promise<void>;
  close(): Promise<void>;
}

export interface ViewDaemonOptions {
  readonly paths: StatePaths;
  /** The program to start if no daemon is running. */
  readonly script: string;
  /** Folders whose runs are offered. */
  readonly folders: readonly string[];
  /** The state, the runs or the failure changed. */
  readonly onChange: () => void;
}

export function viewDaemon({ paths, script, folders, onChange }: ViewDaemonOptions): ViewDaemon {
  let failure: Error | null = null;
  let loading: Promise<void> | null = null;
  const failed = (error: unknown) => {
    failure = error instanceof Error ? error : new Error(String(error));
    onChange();
  };
  const lasting = lastingConnection<DaemonConnection>({
    async open(lost, signal) {
      const hint = 'Run flowscope serve to see why.';
      const discovery =
        (await findDaemon(paths.discovery)) ?? (await spawnDaemon({ script, node: null, paths, hint, signal }));
      const connection = await connectDaemon({ discovery, trusted: true, folders });
      connection.onNotification(runChanged, ({ run }) => runs.take(run), failed);
      connection.onNotification(runRemoved, ({ runDir }) => runs.remove(runDir), failed);
      connection.onNotification(inspectReading, runs.takeReading, failed);
      void connection.closed.then(lost);
      return connection;
    },
    close: (connection) => connection.close(),
    policy: crashPolicy(),
    onState(state) {
      if (state === 'connected') void load();
      else loading = null;
      onChange();
    },
    onGivenUp: (error) => failed(error ?? new Error('The connection to the daemon was lost repeatedly.')),
  });
  const runs = followedRuns({
    request: async (definition, params) => (await lasting.get()).request(definition, params),
    onChange,
  });
  const load = () => {
    if (loading !== null) return loading;
    const own = lasting
      .get()
      .then(runs.read)
      .then(() => {
        failure = null;
        onChange();
      }, failed)
      .finally(() => {
        if (loading === own) loading = null;
      });
    loading = own;
    return own;
  };
  return {
    get state() {
      return lasting.state;
    },
    get failure() {
      return failure;
    },
    runs,
    load,
    request: async (definition, params, signal) => (await lasting.get()).request(definition, params, { signal }),
    fetchArray: async (reference) => (await lasting.get()).fetchArray(reference),
    close: lasting.end,
  };
}
