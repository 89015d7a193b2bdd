/** The daemon's live preview service. Its worker starts with the first preview and ends after a while without one. */
import { createRequestProcess, type RequestTimes } from '../../worker/request-process.ts';
import type { CheckSpec } from '../language/open-language.ts';
import type { Service } from '../service.ts';
import { trainHandler } from './train.ts';

export interface PreviewServiceOptions {
  /** The bundled preview worker. */
  readonly script: string;
  readonly check: CheckSpec;
  readonly log: (line: string) => void;
  readonly times?: Partial<RequestTimes> | undefined;
}

export interface PreviewService extends Service {
  /** Process id of the worker while it runs. */
  readonly pid: number | null;
}

export function createPreviewService({ script, check, log, times }: PreviewServiceOptions): PreviewService {
  const worker = createRequestProcess({ script, name: 'The preview process', log, times });
  return {
    handlers: [trainHandler(worker, check)],
    get pid() {
      return worker.pid;
    },
    // Previews save nothing, so they never keep the daemon alive.
    busy: () => ({ running: 0, queued: 0 }),
    dispose: worker.dispose,
  };
}
