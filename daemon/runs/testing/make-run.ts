import { join } from 'node:path';
import { createRun, type NewRun, type Run } from '../directory/run-directory.ts';

/** A run that has not been trained. @param folder of its spec @param more replaces the defaults */
export function makeRun(folder: string, more: Partial<NewRun> = {}): Promise<Run> {
  const { name = 'a' } = more;
  return createRun({
    name,
    spec: join(folder, `${name}.flow.json`),
    specText: '{}',
    seed: 0,
    steps: 1,
    parameters: 1,
    dimension: 2,
    backend: 'cpu',
    versions: {},
    dataFingerprint: 'x',
    plan: {},
    ...more,
  });
}
