/** The daemon's runs service: its methods, and whether it keeps the daemon alive. */

import type { Handler } from '../handler.ts';
import type { CheckSpec } from '../language/open-language.ts';
import { openDeletions } from './deletions.ts';
import { watchForeignRuns } from './foreign-runs.ts';
import { openKnownFolders } from './known-folders.ts';
import type { LiveRunTimes } from './live-run.ts';
import { controlHandlers, subscriptionHandlers } from './methods/control.ts';
import { getHandler } from './methods/get.ts';
import { layersHandler } from './methods/layers.ts';
import { marksHandler, seriesHandler } from './methods/series.ts';
import { watchHandler } from './methods/watch.ts';
import { openQueueStore } from './queue-store.ts';
import { createRunService, type RunService } from './run-service.ts';
import { createSeriesTables } from './series-tables.ts';

export interface RunsPluginOptions {
  readonly stateFolder: string;
  /** The bundled training worker. */
  readonly script: string;
  readonly check: CheckSpec;
  /** Maximum number of simultaneous runs, which may exceed the number of cores; null: limited by the cores. */
  readonly most: number | null;
  /** Maximum number of queued runs; default: see run-service.ts. */
  readonly mostQueued?: number | undefined;
  /** `nice` of the training processes; default: see niceness.ts. */
  readonly niceness?: number | undefined;
  readonly log: (line: string) => void;
  readonly times?: Partial<LiveRunTimes> | undefined;
}

export interface RunsPlugin {
  readonly handlers: readonly Handler[];
  readonly service: RunService;
  busy(): { readonly running: number; readonly queued: number };
  dispose(): Promise<void>;
}

export async function createRunsPlugin(options: RunsPluginOptions): Promise<RunsPlugin> {
  const { stateFolder, log } = options;
  const [known, queueStore, deletions] = await Promise.all([
    openKnownFolders(stateFolder),
    openQueueStore(stateFolder),
    openDeletions(stateFolder, log),
  ]);
  const service = await createRunService({ ...options, known, queueStore, deletions });
  void deletions.sweep();
  const tables = createSeriesTables();
  const removed = service.listen({ removed: ({ runDir }) => tables.forget(runDir) });
  const foreign = watchForeignRuns({ list: async (session, root) => (await service.list(session, root)).runs }, log);
  return {
    service,
    handlers: [
      ...controlHandlers(service),
      getHandler(service),
      watchHandler(service, foreign),
      ...subscriptionHandlers(service, log),
      seriesHandler(service, tables),
      marksHandler(service, tables),
      layersHandler(service),
    ],
    busy: service.busy,
    async dispose() {
      removed.dispose();
      foreign.dispose();
      await service.dispose();
    },
  };
}
