/** Ranks of one process, which hear what the first one announces. */
import { cpuRuntime } from '../../runtime/onnxruntime/cpu-runtime.ts';
import type { LoopStart, Ranks, Runtime } from '../../runtime/runtime.ts';

export function joinedRanks(ranks: number): readonly Ranks[] {
  const said = Promise.withResolvers<string>();
  return Array.from({ length: ranks }, (_, rank) => ({
    rank,
    ranks,
    announce(text: string | null) {
      if (text !== null) said.resolve(text);
      return said.promise;
    },
  }));
}

/** A runtime for each rank that computes whole batches; the others begin with the values of the first one. */
export function rankedRuntimes(ranks: number): readonly Runtime[] {
  const first = Promise.withResolvers<LoopStart>();
  const runtime = cpuRuntime({ threads: 1 });
  return joinedRanks(ranks).map((own) => ({
    ...runtime,
    ranks: own,
    async compileLoop(program, start) {
      if (own.rank === 0) first.resolve(start);
      const given = await first.promise;
      const kept = Object.fromEntries((start.own ?? []).map((name) => [name, start.captured[name]!]));
      return runtime.compileLoop(program, { captured: { ...given.captured, ...kept }, state: given.state });
    },
  }));
}
