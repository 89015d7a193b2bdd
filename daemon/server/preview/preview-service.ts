/** Live previews as a part of the daemon. The worker starts with the first one and ends when nobody asks. */
import { createRequestProcess, type RequestTimes } from '../../worker/request-process.ts';
import type { Service } from '../service.ts';
import { trainHandler } from './train.ts';

export interface PreviewServiceOptions {
  /** The bundled preview worker. */
  readonly script: string;
  readonly log: (line: string) => void;
  readonly times?: Partial<RequestTimes> | undefined;
}

export interface PreviewService extends Service {
  /** Of the worker, while there is one. */
  readonly pid: number | null;
}

export function createPreviewService({ script, log, times }: PreviewServiceOptions): PreviewService {
  const worker = createRequestProcess({ script, name: 'the preview process', log, times });
  return {
    handlers: [trainHandler(worker)],
    get pid() {
      return worker.pid;
    },
    // Of a preview nothing is kept: it does not hold the daemon up.
    busy: () => ({ running: 0, queued: 0 }),
    dispose: worker.dispose,
  };
}
