import { shapeText } from '../../flow/bijections/shapes.ts';
import type { ResolvedMask } from '../../flow/definition.ts';
import type { Shape } from '../../tensor/tensor.ts';
import { sizeOf } from '../../tensor/tensor.ts';
import type { MaskValue } from './listed.ts';
import type { SharedLists } from './shared-lists.ts';

/** Counts the uses of each `alternate…` name; reset after squeeze, split and flatten. */
export type AlternateCounters = Map<string, number>;

/** How often `name` was used before; counts this use. */
export function countUse(counters: AlternateCounters, name: string): number {
  const used = counters.get(name) ?? 0;
  counters.set(name, used + 1);
  return used;
}

type Form = 'vector' | 'image';
type Rule = (position: readonly number[], shape: Shape) => boolean;

/** Each fixed name: where it applies, and which elements it keeps (position is [d] or [row, column, channel]). */
const FIXED: Readonly<Record<string, { readonly form: Form; readonly kept: Rule }>> = {
  even: { form: 'vector', kept: ([d]) => d! % 2 === 0 },
  odd: { form: 'vector', kept: ([d]) => d! % 2 === 1 },
  'first-half': { form: 'vector', kept: ([d], [n]) => d! < Math.ceil(n! / 2) },
  'second-half': { form: 'vector', kept: ([d], [n]) => d! >= Math.ceil(n! / 2) },
  checkerboard: { form: 'image', kept: ([row, column]) => (row! + column!) % 2 === 0 },
  'checkerboard-flipped': { form: 'image', kept: ([row, column]) => (row! + column!) % 2 === 1 },
  channel: { form: 'image', kept: ([, , c], [, , n]) => c! < Math.ceil(n! / 2) },
  'channel-flipped': { form: 'image', kept: ([, , c], [, , n]) => c! >= Math.ceil(n! / 2) },
};

/** The two names that each alternating name stands for in turn. */
const ALTERNATING: Readonly<Record<string, Partial<Record<Form, readonly [string, string]>>>> = {
  alternate: { vector: ['even', 'odd'], image: ['checkerboard', 'checkerboard-flipped'] },
  'alternate-halves': { vector: ['first-half', 'second-half'] },
  'alternate-channels': { image: ['channel', 'channel-flipped'] },
};

export const MASK_NAMES: readonly string[] = [...Object.keys(ALTERNATING), ...Object.keys(FIXED)];

export function isAlternating(name: MaskValue): boolean {
  return typeof name === 'string' && Object.hasOwn(ALTERNATING, name);
}

/** The complement of `mask`; an alternating name changes by itself. */
export function otherMask(mask: MaskValue): MaskValue {
  if (typeof mask !== 'string') return mask.map((entry) => (entry === 0 ? 1 : 0));
  const pair = Object.values(ALTERNATING)
    .flatMap((forms) => Object.values(forms))
    .find((names) => names.includes(mask));
  return pair?.find((name) => name !== mask) ?? mask;
}

/** Names that apply to vectors, or to images. */
export function maskNamesFor(shape: Shape): readonly string[] {
  const form = formOf(shape);
  const fixed = Object.entries(FIXED).filter(([, mask]) => mask.form === form);
  const alternating = Object.entries(ALTERNATING).filter(([, forms]) => forms[form] !== undefined);
  return [...alternating, ...fixed].map(([name]) => name);
}

/**
 * The 0/1 list of a mask on `shape` ([D], or [height, width, channels] in that element order); 1 = kept.
 * `problem` explains why there is none.
 */
export function resolveMask(
  value: MaskValue,
  shape: Shape,
  counters: AlternateCounters,
  shared: SharedLists,
): Resolution {
  if (typeof value !== 'string') return resolution(value, listMask(value, shape), shape);
  const fixed = fixedName(value, shape, counters);
  return shared.get(`mask|${value}|${fixed}|${shape}`, () => resolution(value, namedMask(value, fixed, shape), shape));
}

type Resolution = { readonly mask: ResolvedMask } | { readonly problem: string };

function resolution(value: MaskValue, mask: ResolvedMask | string, shape: Shape): Resolution {
  if (typeof mask === 'string') return { problem: mask };
  const kept = mask.reduce<number>((sum, entry) => sum + entry, 0);
  if (kept > 0 && kept < mask.length) return { mask };
  const side = kept === 0 ? 'keeps none' : 'keeps all';
  const name = typeof value === 'string' ? `mask "${value}"` : 'this mask';
  return { problem: `${name} ${side} of ${shapeText(shape)}: one side of the coupling would be empty` };
}

/** The fixed name for this use of a name. */
function fixedName(name: string, shape: Shape, counters: AlternateCounters): string {
  const pair = ALTERNATING[name]?.[formOf(shape)];
  return pair ? pair[countUse(counters, `mask:${name}`) % 2]! : name;
}

function namedMask(name: string, fixed: string, shape: Shape): ResolvedMask | string {
  const form = formOf(shape);
  const rule = FIXED[fixed];
  if (rule?.form !== form) {
    const other = form === 'vector' ? 'images' : 'vectors';
    return `mask "${name}" is for ${other}, found ${shapeText(shape)}: use ${maskNamesFor(shape).join(', ')}`;
  }
  return positions(shape).map((position) => (rule.kept(position, shape) ? 1 : 0));
}

function listMask(list: readonly (0 | 1)[], shape: Shape): ResolvedMask | string {
  const wanted = formOf(shape) === 'vector' ? shape[0]! : shape[2]!;
  if (list.length !== wanted) {
    const what = formOf(shape) === 'vector' ? 'dimension' : 'channel';
    return `a mask needs one entry per ${what}: ${wanted} for ${shapeText(shape)}, found ${list.length}`;
  }
  return positions(shape).map((position) => list[position[position.length - 1]!]!);
}

function formOf(shape: Shape): Form {
  return shape.length === 1 ? 'vector' : 'image';
}

function positions(shape: Shape): readonly (readonly number[])[] {
  return Array.from({ length: sizeOf(shape) }, (_, element) => {
    if (shape.length === 1) return [element];
    const [, width = 1, channels = 1] = shape;
    return [Math.floor(element / (width * channels)), Math.floor(element / channels) % width, element % channels];
  });
}
