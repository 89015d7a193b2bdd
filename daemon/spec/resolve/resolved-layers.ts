import type { Shape } from '../../tensor/tensor.ts';
import type { ListedLayer } from './listed.ts';
import { type AlternateCounters, countUse, isAlternating } from './masks.ts';

/** A layer with everything in force; one object for all turns and places where it is the same. */
export interface ResolvedLayer {
  readonly config: object;
  readonly inputShape: Shape;
  readonly outputShape: Shape;
}

/** Remembers resolved layers: equal turns of a repeat are resolved once, and what follows them can tell that they are equal. */
export interface ResolvedLayers {
  /** What `layer` became at an earlier turn like this one; its use of alternating names is counted then. Else null. */
  recall(layer: ListedLayer, shape: Shape, counters: AlternateCounters): ResolvedLayer | null;
  /** Begins to resolve a layer: answers how to keep the result. Call it before the counters move. */
  record(layer: ListedLayer, shape: Shape, counters: AlternateCounters): (resolved: ResolvedLayer) => ResolvedLayer;
}

export function createResolvedLayers(): ResolvedLayers {
  const turns = new Map<ListedLayer, Map<string, ResolvedLayer>>();
  const alike = new Map<string, ResolvedLayer>();
  const contentKey = createContentKey();
  return {
    recall(layer, shape, counters) {
      const found = turns.get(layer)?.get(phaseKey(layer, shape, counters)) ?? null;
      if (found !== null) for (const name of alternatingNames(layer)) countUse(counters, name);
      return found;
    },
    record(layer, shape, counters) {
      const phase = phaseKey(layer, shape, counters);
      return (resolved) => {
        const key = `${layer.definition.type}|${shape}|${contentKey(resolved.config)}`;
        const same = alike.get(key) ?? resolved;
        alike.set(key, same);
        // Random orders differ from turn to turn.
        if (layer.order === 'random') return same;
        const phases = turns.get(layer) ?? new Map<string, ResolvedLayer>();
        turns.set(layer, phases.set(phase, same));
        return same;
      };
    },
  };
}

/** All that a layer's resolution depends on, beside the layer itself. */
function phaseKey(layer: ListedLayer, shape: Shape, counters: AlternateCounters): string {
  return `${shape}${alternatingNames(layer).map((name) => `|${(counters.get(name) ?? 0) % 2}`)}`;
}

/** The counters that a layer moves, as masks.ts and orders.ts name them. */
function alternatingNames({ mask, order, definition }: ListedLayer): readonly string[] {
  return [
    ...(mask !== null && isAlternating(mask) ? [`mask:${mask}`] : []),
    ...(order === 'alternate' && definition.traits?.order === 'autoregressive' ? ['order:alternate'] : []),
  ];
}

/** Lists longer than this are told apart by identity: the resolver shares those that are equal by construction. */
const LONG = 64;

/** A text that is equal for equal configurations. */
export function createContentKey(): (config: object) => string {
  const lists = new Map<object, number>();
  const replace = (_key: string, value: unknown): unknown => {
    // What JSON would make equal to something else.
    if (typeof value === 'number' && (!Number.isFinite(value) || Object.is(value, -0))) {
      return { number: Object.is(value, -0) ? '-0' : String(value) };
    }
    if (!Array.isArray(value) || value.length <= LONG) return value;
    const id = lists.get(value) ?? lists.size;
    lists.set(value, id);
    return { list: id };
  };
  return (config) => JSON.stringify(config, replace);
}
