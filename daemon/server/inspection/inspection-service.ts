/** The daemon's inspection service. Its worker starts with the first request and ends after a while without one. */
import { FIGURES } from '../../../protocol/figures/registry.ts';
import type { MeasureLayers } from '../../language/runs/measured-layers.ts';
import { createInspectionProcess } from '../../worker/inspection-process.ts';
import type { RequestTimes } from '../../worker/request-process.ts';
import type { CheckSpec } from '../language/open-language.ts';
import type { Service } from '../service.ts';
import { createAnswerCache } from './answer-cache.ts';
import { backendsHandler } from './backends.ts';
import { inspectionHandler } from './inspection.ts';
import { measureLayers } from './layer-facts.ts';
import { reportHandler } from './report.ts';
import type { RunLocator } from './run-locator.ts';
import { verifySpecHandler } from './verify-spec.ts';

/** Enough to go back and forth in a panel, without letting a daemon with many clients grow for hours. */
const CACHE = { bytes: 8 * 2 ** 20, lifetime: 5 * 60_000 };

export interface InspectionServiceOptions {
  /** The bundled inspection worker. */
  readonly script: string;
  readonly check: CheckSpec;
  readonly locator: RunLocator;
  readonly log: (line: string) => void;
  readonly times?: Partial<RequestTimes> | undefined;
}

export interface InspectionService extends Service {
  /** Process id of the worker while it runs. */
  readonly pid: number | null;
  readonly measureLayers: MeasureLayers;
}

export function createInspectionService(options: InspectionServiceOptions): InspectionService {
  const { script, check, locator, log, times } = options;
  const worker = createInspectionProcess({ script, log, times });
  const cache = createAnswerCache(CACHE);
  const inspection = { locator, worker, cache };
  return {
    handlers: [
      ...Object.values(FIGURES).map((figure) => inspectionHandler(inspection, figure)),
      verifySpecHandler(worker, check),
      reportHandler(locator, worker),
      backendsHandler(worker),
    ],
    measureLayers: (runDir) => measureLayers(worker, runDir),
    get pid() {
      return worker.pid;
    },
    // Every request belongs to a connected client, and a connected client keeps the daemon alive.
    busy: () => ({ running: 0, queued: 0 }),
    async dispose() {
      cache.clear();
      await worker.dispose();
    },
  };
}
