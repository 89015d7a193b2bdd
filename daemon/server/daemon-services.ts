/** What the daemon does, besides listening. Workers are separate processes: no tensor code is loaded here. */
import { fileURLToPath } from 'node:url';
import { createRunsPlugin } from './runs/runs-plugin.ts';
import type { Service, ServiceContext } from './service.ts';

/** @param base URL of the folder with the bundled workers */
export async function daemonServices(context: ServiceContext, base: string): Promise<readonly Service[]> {
  const { stateFolder, log, runLimit } = context;
  const script = (name: string) => fileURLToPath(new URL(`./${name}.js`, base));
  return [await createRunsPlugin({ stateFolder, log, script: script('worker'), most: runLimit })];
}
