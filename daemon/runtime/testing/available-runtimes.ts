/** The runtimes that tests compare with the reference: all of the registry that are available here. */
import type { RuntimeDefinition } from '../definition.ts';
import { RUNTIMES } from '../registry.ts';
import type { Runtime } from '../runtime.ts';

export async function availableRuntimes(): Promise<readonly Runtime[]> {
  const definitions: readonly RuntimeDefinition[] = Object.values(RUNTIMES);
  const opened: Runtime[] = [];
  for (const definition of definitions) {
    if ((await definition.detect()).available) opened.push(await definition.open({ threads: 1 }));
  }
  if (opened.length === 0) throw new Error('no runtime is available');
  return opened;
}

/** The largest error, relative to max(1, largest value), of an op or of a few composed ones. */
export function toleranceOf({ capabilities }: Runtime): number {
  return capabilities.precision === 'float32' ? 1e-5 : 1e-12;
}
