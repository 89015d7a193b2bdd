/** Layers as listed in the text, each checked once, before `repeat` is expanded and shapes are known. */
import type { ConditionerDefinition } from '../../flow/conditioner-definition.ts';
import type { LayerDefinition } from '../../flow/definition.ts';
import type { ObjectNode, Place } from '../text/node.ts';
import type { Span } from '../text/range.ts';

export type Listed = ListedLayer | ListedRepeat | ListedInverse | ListedMultiScale | ListedUnknown;

interface Common {
  readonly place: Place<ObjectNode>;
  /** The token of the layer's type. */
  readonly typeSpan: Span;
}

export interface ListedLayer extends Common {
  readonly kind: 'layer';
  readonly definition: LayerDefinition;
  /** Validated keys with defaults, without `mask`, `order` and `conditioner`. */
  readonly config: Readonly<Record<string, unknown>>;
  /** As written, with its form checked: null if the layer has no such key, undefined for the default. */
  readonly mask: MaskValue | null;
  readonly order: OrderValue | null;
  readonly conditioner: ConditionerUse | null;
}

export type MaskValue = string | readonly (0 | 1)[];
export type OrderValue = string | readonly number[];

/** A network at the place where a layer uses it. */
export interface ConditionerUse {
  /** default: none is written; broken: it is wrong, which was reported. */
  readonly state: 'given' | 'default' | 'broken';
  readonly choice: ConditionerChoice | null;
  /** Token for problems of this use. */
  readonly span: Span;
  readonly path: string;
}

export interface ConditionerChoice {
  readonly definition: ConditionerDefinition;
  readonly config: Readonly<Record<string, unknown>>;
}

export interface ListedRepeat extends Common {
  readonly kind: 'repeat';
  readonly times: number;
  readonly layers: readonly Listed[];
}

export interface ListedInverse extends Common {
  readonly kind: 'inverse';
  readonly layers: readonly Listed[];
}

export interface ListedMultiScale extends Common {
  readonly kind: 'multi-scale';
  readonly levels: number;
  readonly squeeze: ListedLayer;
  readonly split: ListedLayer;
  readonly layers: readonly Listed[];
}

/** Something that cannot be resolved: the shape after it is unknown. */
export interface ListedUnknown extends Common {
  readonly kind: 'unknown';
}

/** Number of layers after `repeat` and `multi-scale` are expanded. */
export function expandedCount(layers: readonly Listed[]): number {
  return layers.reduce((sum, layer) => sum + countOf(layer), 0);
}

/** The layers without repeats of nothing, which expand to no layer at all. */
export function withoutEmpty(layers: readonly Listed[]): readonly Listed[] {
  return layers.flatMap((layer): readonly Listed[] => {
    if (layer.kind === 'multi-scale') return [{ ...layer, layers: withoutEmpty(layer.layers) }];
    if (layer.kind !== 'repeat' && layer.kind !== 'inverse') return [layer];
    const inside = withoutEmpty(layer.layers);
    return inside.length === 0 ? [] : [{ ...layer, layers: inside }];
  });
}

function countOf(layer: Listed): number {
  if (layer.kind === 'repeat') return layer.times * expandedCount(layer.layers);
  if (layer.kind === 'inverse') return expandedCount(layer.layers);
  if (layer.kind === 'multi-scale') return layer.levels * (expandedCount(layer.layers) + 2) - 1;
  return 1;
}
