import type { BackendChoice } from '../../protocol/backends.ts';
import { type KeepingRuntime, keepGraphs } from '../inspection/graphs/kept-graphs.ts';
import { openRuntime } from '../runtime/registry.ts';

/**
 * The runtime of each backend, opened when a job first asks for it and then kept with its compiled graphs.
 * @param graphs maximum number of unused graphs to keep per backend
 */
export function keptRuntimes(threads: number, graphs: number): (backend: BackendChoice) => Promise<KeepingRuntime> {
  const opened = new Map<BackendChoice, Promise<KeepingRuntime>>();
  return (backend) => {
    const known = opened.get(backend);
    if (known) return known;
    const opening = openRuntime(backend, { threads }).then((runtime) => keepGraphs(runtime, graphs));
    opened.set(backend, opening);
    return opening;
  };
}
