import type { BackendChoice } from '../../protocol/backends.ts';
import { type KeepingRuntime, keepGraphs } from '../inspection/graphs/kept-graphs.ts';
import { evaluationBackend, openRuntime } from '../runtime/registry.ts';

/**
 * The runtime that evaluates what each backend trains, opened when a job first asks for it and then kept with its compiled
 * graphs. `auto` shares the one that it chooses. A failure is not kept.
 * @param graphs maximum number of unused graphs to keep per backend
 */
export function keptRuntimes(threads: number, graphs: number): (backend: BackendChoice) => Promise<KeepingRuntime> {
  const asked = new Map<BackendChoice, Promise<KeepingRuntime>>();
  const opened = new Map<string, KeepingRuntime>();
  const open = async (backend: BackendChoice) => {
    const runtime = await openRuntime(evaluationBackend(backend), { threads });
    const kept = opened.get(runtime.name) ?? keepGraphs(runtime, graphs);
    opened.set(runtime.name, kept);
    return kept;
  };
  return (backend) => {
    const known = asked.get(backend);
    if (known) return known;
    const opening = open(backend);
    asked.set(backend, opening);
    opening.catch(() => asked.delete(backend));
    return opening;
  };
}
