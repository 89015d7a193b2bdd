/**
 * The runtimes that tests compare with the reference: all of the registry that are available here. Those that start other
 * programs, such as Python with JAX, are among them if FLOWSCOPE_TEST_PYTHON names one.
 */
import type { RuntimeDefinition, RuntimeOptions } from '../definition.ts';
import { RUNTIMES } from '../registry.ts';
import type { Runtime } from '../runtime.ts';

/** A Python with JAX, or the folder of its virtual environment; null: the tests that need one are skipped. */
export const TEST_PYTHON = process.env.FLOWSCOPE_TEST_PYTHON ?? null;

/** TensorFlow.js in plain JavaScript is a development dependency, with the same operations on all of its devices. */
const ALWAYS: Readonly<Record<string, Pick<RuntimeOptions, 'device'>>> = { tensorflow: { device: 'cpu' } };

export async function availableRuntimes(): Promise<readonly Runtime[]> {
  const definitions: readonly RuntimeDefinition[] = Object.values(RUNTIMES);
  const opened: Runtime[] = [];
  for (const definition of definitions) {
    const own = ALWAYS[definition.name];
    if (definition.explicit && own === undefined && TEST_PYTHON === null) continue;
    if ((await definition.detect()).available)
      opened.push(await definition.open({ threads: 1, python: TEST_PYTHON, ...own }));
  }
  if (opened.length === 0) throw new Error('no runtime is available');
  return opened;
}

/** The largest error, relative to max(1, largest value), of an op or of a few composed ones. */
export function toleranceOf({ capabilities }: Runtime): number {
  return capabilities.precision === 'float32' ? 1e-5 : 1e-12;
}
