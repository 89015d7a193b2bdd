/** The daemon's services. Workers are separate processes, so no tensor code is loaded here. */
import { fileURLToPath } from 'node:url';
import { followHandlers } from './inspection/follow.ts';
import { createInspectionService } from './inspection/inspection-service.ts';
import type { Measurements } from './language/measurements.ts';
import type { CheckSpec } from './language/open-language.ts';
import { createPreviewService } from './preview/preview-service.ts';
import { createRunsPlugin } from './runs/runs-plugin.ts';
import type { Service, ServiceContext } from './service.ts';

/**
 * @param base URL of the folder with the bundled workers
 * @param check checks the specs that requests carry
 * @param measurements receives the function that measures layers
 * @param niceness `nice` of the training processes
 */
export async function daemonServices(
  context: ServiceContext,
  base: string,
  { check, measurements }: { readonly check: CheckSpec; readonly measurements: Measurements },
  niceness?: number,
): Promise<readonly Service[]> {
  const { stateFolder, log, runLimit } = context;
  const script = (name: string) => fileURLToPath(new URL(`./${name}.js`, base));
  const runs = await createRunsPlugin({ check, stateFolder, log, script: script('worker'), most: runLimit, niceness });
  const inspection = createInspectionService({ check, script: script('inspection'), locator: runs.service, log });
  measurements.provide(inspection.measureLayers);
  const follow = { handlers: followHandlers(runs.service, inspection.handlers, log), busy: idle, dispose: nothing };
  return [runs, inspection, follow, createPreviewService({ check, script: script('preview'), log })];
}

const idle = () => ({ running: 0, queued: 0 });
const nothing = () => Promise.resolve();
