/** The parent's side of the inspection worker. */
import type { InspectionJob } from './inspection-job.ts';
import { createRequestProcess, type RequestProcess, type RequestTimes } from './request-process.ts';

export interface InspectionProcess {
  /**
   * Returns the method's result with its arrays (`Answer`).
   * @throws the signal's reason once it is aborted; FlowscopeError as `RequestProcess.request`
   */
  ask(job: InspectionJob, signal: AbortSignal): Promise<unknown>;
  readonly pid: RequestProcess['pid'];
  readonly waiting: number;
  dispose(): Promise<void>;
}

export interface InspectionProcessOptions {
  /** The bundled worker script. */
  readonly script: string;
  readonly log: (line: string) => void;
  readonly times?: Partial<RequestTimes> | undefined;
}

export function createInspectionProcess(options: InspectionProcessOptions): InspectionProcess {
  const worker = createRequestProcess({ ...options, name: 'The inspection process' });
  return {
    ask: (job, signal) => worker.request(job, { signal }),
    get pid() {
      return worker.pid;
    },
    get waiting() {
      return worker.waiting;
    },
    dispose: worker.dispose,
  };
}
