/** The parent's side of the inspection worker. */
import { type DataProgress, dataProgressSchema } from '../../protocol/data-progress.ts';
import type { InspectionJob } from './inspection-job.ts';
import { createRequestProcess, type RequestProcess, type RequestTimes } from './request-process.ts';

export interface InspectionProcess {
  /**
   * Returns the method's result with its arrays (`Answer`).
   * @param onProgress told how far loading data is that takes long
   * @throws the signal's reason once it is aborted; FlowscopeError as `RequestProcess.request`
   */
  ask(job: InspectionJob, signal: AbortSignal, onProgress?: (progress: DataProgress) => void): Promise<unknown>;
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
    ask: (job, signal, onProgress = () => {}) =>
      worker.request(job, { signal, onUpdate: (value) => onProgress(dataProgressSchema.parse(value)) }),
    get pid() {
      return worker.pid;
    },
    get waiting() {
      return worker.waiting;
    },
    dispose: worker.dispose,
  };
}
