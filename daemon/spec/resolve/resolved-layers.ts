import type { Shape } from '../../tensor/tensor.ts';
import type { ListedLayer } from './listed.ts';
import { type AlternateCounters, countUse, isAlternating } from './masks.ts';

/** A layer with all effective keys. Equal layers (in different iterations or positions) share one object. */
export interface ResolvedLayer {
  readonly config: object;
  readonly inputShape: Shape;
  readonly outputShape: Shape;
}

/** Caches resolved layers: equal iterations of a repeat are resolved once and share one object. */
export interface ResolvedLayers {
  /** The layer as resolved at an equal earlier turn, or null. Also counts its use of alternating names. */
  recall(layer: ListedLayer, shape: Shape, counters: AlternateCounters): ResolvedLayer | null;
  /** Call before the counters change; returns a function that stores the resolved layer. */
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

/** Everything that a layer's resolution depends on, besides the layer itself. */
function phaseKey(layer: ListedLayer, shape: Shape, counters: AlternateCounters): string {
  return `${shape}${alternatingNames(layer).map((name) => `|${(counters.get(name) ?? 0) % 2}`)}`;
}

/** The counters that a layer advances, as masks.ts and orders.ts name them. */
function alternatingNames({ mask, order, definition }: ListedLayer): readonly string[] {
  return [
    ...(mask !== null && isAlternating(mask) ? [`mask:${mask}`] : []),
    ...(order === 'alternate' && definition.traits?.order === 'autoregressive' ? ['order:alternate'] : []),
  ];
}

/** Longer lists are compared by identity: the resolver shares those that are equal by construction. */
const LONG = 64;

/** Creates a function whose text is equal for equal configurations. */
export function createContentKey(): (config: object) => string {
  const lists = new Map<object, number>();
  const replace = (_key: string, value: unknown): unknown => {
    // Values that JSON would make equal to others.
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
