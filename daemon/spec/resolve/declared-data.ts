import { hasImageConditions } from '../../data/conditions/condition-keys.ts';
import type { DataSummary, SourceDefinition } from '../../data/definition.ts';
import type { Shape } from '../../tensor/tensor.ts';

/** A summary in which the size of the context may be unknown. */
export type DeclaredData = Omit<DataSummary, 'context'> & {
  readonly context: DataSummary['context'] | 'unknown';
};

/**
 * What the spec itself says about data that cannot be read: `shape` and `contextSize`, or what follows from other keys.
 * Null if the shape does not follow.
 * @param doubtful a key of `data` is wrong: then only an explicit `shape`, or the source's own, is used
 */
export function declaredData(
  source: SourceDefinition,
  config: Readonly<Record<string, unknown>>,
  doubtful: boolean,
): DeclaredData | null {
  const own = hasImageConditions(config.context) ? undefined : source.fixedShape;
  const explicit = isNumbers(config.shape) ? config.shape : own;
  const shape = explicit ?? (doubtful ? null : declaredShape(config));
  if (shape === null) return null;
  const bits = typeof config.bits === 'number' ? config.bits : null;
  const range =
    bits === null ? { low: -Infinity, high: Infinity, closed: false } : { low: 0, high: 2 ** bits - 1, closed: true };
  return { shape, context: declaredContext(config), range, integerColumns: [], bits };
}

function declaredShape(config: Readonly<Record<string, unknown>>): Shape | null {
  // A crop makes the modeled part smaller.
  if (hasImageConditions(config.context)) return null;
  if (isNumbers(config.size) && typeof config.channels === 'number') return [...config.size, config.channels];
  if (Array.isArray(config.columns) && config.columns.length > 0) return [config.columns.length];
  return null;
}

function declaredContext(config: Readonly<Record<string, unknown>>): DeclaredData['context'] {
  // The size of each condition image depends on the data.
  if (hasImageConditions(config.context)) return 'unknown';
  const size = config.contextSize;
  if (typeof size === 'number') {
    return size === 0 ? null : { size, names: Array.from({ length: size }, (_, i) => `context${i}`) };
  }
  const context = config.context;
  const none = context === undefined || context === 'none' || (Array.isArray(context) && context.length === 0);
  return none && config.contextPath === undefined ? null : 'unknown';
}

function isNumbers(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.length > 0 && value.every((entry) => typeof entry === 'number');
}
