/** A trained run of two-moons, and a service that inspects it, as a panel would ask. */
import type { InspectionService } from '../../daemon/server/inspection/inspection-service.ts';
import { type Asker, asker } from './ask.ts';
import { inspectionService } from './services.ts';
import { MOONS, type TrainedRun, trainedRun, UNHURRIED } from './trained-run.ts';

export interface ServedRun {
  readonly run: TrainedRun;
  readonly service: InspectionService;
  readonly client: Asker;
  close(): Promise<void>;
}

export async function servedMoons(): Promise<ServedRun> {
  const run = await trainedRun(MOONS);
  const service = inspectionService(UNHURRIED);
  return {
    run,
    service,
    client: asker(service, [run.folder]),
    async close() {
      await service.dispose();
      run.remove();
    },
  };
}
