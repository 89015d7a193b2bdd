/** Inspections as a part of the daemon. The worker starts with the first question and ends when nobody asks. */
import type { MeasureLayers } from '../../language/runs/measured-layers.ts';
import { createInspectionProcess } from '../../worker/inspection-process.ts';
import type { RequestTimes } from '../../worker/request-process.ts';
import type { Service } from '../service.ts';
import { createAnswerCache } from './answer-cache.ts';
import { densityHandler } from './density.ts';
import { evaluateHandler } from './evaluate.ts';
import { exportHandler } from './export.ts';
import { interpolateHandler } from './interpolate.ts';
import { latentsHandler } from './latents.ts';
import { measureLayers } from './layer-facts.ts';
import { layersHandler } from './layers.ts';
import type { RunLocator } from './run-locator.ts';
import { samplesHandler } from './samples.ts';
import { traversalHandler } from './traversal.ts';
import { verifyHandler } from './verify.ts';
import { verifySpecHandler } from './verify-spec.ts';

/** Enough to go back and forth in a panel; a daemon that many look at must not grow for hours until it is full. */
const CACHE = { bytes: 8 * 2 ** 20, lifetime: 5 * 60_000 };

export interface InspectionServiceOptions {
  /** The bundled inspection worker. */
  readonly script: string;
  readonly locator: RunLocator;
  readonly log: (line: string) => void;
  readonly times?: Partial<RequestTimes> | undefined;
}

export interface InspectionService extends Service {
  /** Of the worker, while there is one. */
  readonly pid: number | null;
  readonly measureLayers: MeasureLayers;
}

export function createInspectionService({ script, locator, log, times }: InspectionServiceOptions): InspectionService {
  const worker = createInspectionProcess({ script, log, times });
  const cache = createAnswerCache(CACHE);
  const inspection = { locator, worker, cache };
  return {
    handlers: [
      layersHandler(inspection),
      traversalHandler(inspection),
      interpolateHandler(inspection),
      samplesHandler(inspection),
      densityHandler(inspection),
      latentsHandler(inspection),
      verifyHandler(inspection),
      verifySpecHandler(worker),
      evaluateHandler(inspection),
      exportHandler(inspection),
    ],
    measureLayers: (runDir) => measureLayers(worker, runDir),
    get pid() {
      return worker.pid;
    },
    // A question is asked by a client: as long as it is connected the daemon stays.
    busy: () => ({ running: 0, queued: 0 }),
    async dispose() {
      cache.clear();
      await worker.dispose();
    },
  };
}
