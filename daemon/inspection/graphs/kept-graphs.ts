/** Keeps compiled graphs between requests, so that moving a slider only runs a graph instead of building it again. */
import type { FunctionModel } from '../../programs/function-model.ts';
import type { CompiledFunction, Runtime } from '../../runtime/runtime.ts';

export interface KeepingRuntime extends Runtime {
  readonly graphs: GraphStore;
  disposeGraphs(): Promise<void>;
}

interface Kept {
  readonly model: FunctionModel;
  readonly compiled: CompiledFunction;
  users: number;
}

interface GraphStore {
  borrow(flow: object, key: string, build: () => FunctionModel): Promise<Kept>;
  giveBack(kept: Kept): Promise<void>;
}

/**
 * Builds and compiles a graph, uses it and disposes it. A `keepGraphs` runtime keeps it for the next call with the same
 * flow (the object) and key; the key must name everything else that the graph depends on. Parameters are inputs, so all
 * checkpoints of a flow share its graphs.
 */
export async function withGraph<G extends FunctionModel, R>(
  runtime: Runtime,
  { flow, key, build }: { readonly flow: object; readonly key: readonly unknown[]; readonly build: () => G },
  use: (graph: G, compiled: CompiledFunction) => Promise<R>,
): Promise<R> {
  if (!isKeeping(runtime)) {
    const graph = build();
    const compiled = await runtime.compile(graph);
    try {
      return await use(graph, compiled);
    } finally {
      await compiled.dispose();
    }
  }
  const kept = await runtime.graphs.borrow(flow, JSON.stringify(key), build);
  try {
    return await use(kept.model as G, kept.compiled);
  } finally {
    await runtime.graphs.giveBack(kept);
  }
}

/** @param most maximum number of unused graphs to keep */
export function keepGraphs(runtime: Runtime, most: number): KeepingRuntime {
  const ids = new WeakMap<object, number>();
  /** Least recently used first. */
  const kept = new Map<string, Kept>();
  let flows = 0;
  const idOf = (flow: object) => {
    const known = ids.get(flow);
    if (known !== undefined) return known;
    ids.set(flow, ++flows);
    return flows;
  };
  const trim = async (limit: number) => {
    for (const [key, entry] of kept) {
      if (kept.size <= limit) return;
      if (entry.users > 0) continue;
      kept.delete(key);
      await entry.compiled.dispose();
    }
  };
  return {
    ...runtime,
    graphs: {
      async borrow(flow, key, build) {
        const name = `${idOf(flow)} ${key}`;
        let found = kept.get(name);
        if (found === undefined) {
          const model = build();
          found = { model, compiled: await runtime.compile(model), users: 0 };
        }
        kept.delete(name);
        kept.set(name, found);
        found.users++;
        return found;
      },
      async giveBack(entry) {
        entry.users--;
        await trim(most);
      },
    },
    disposeGraphs: () => trim(0),
  };
}

function isKeeping(runtime: Runtime): runtime is KeepingRuntime {
  return 'graphs' in runtime;
}
