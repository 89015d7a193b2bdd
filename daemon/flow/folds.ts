/**
 * Equal layers that are written out one after the other, which graphs can compute as a loop. Unlike those of a `repeat`,
 * each keeps its own place in the spec and its own parameters: folding changes how they are computed, and nothing else.
 */
import { traitsOf } from './bijections/registry.ts';
import type { Leaf, Segment } from './segments.ts';

export interface Fold {
  readonly kind: 'fold';
  /** [turn][phase]: layers of a phase are equal but for their parameters. */
  readonly turns: readonly (readonly Leaf[])[];
}

/** Layers in a row that are worth a loop: fewer are compiled as fast, and run as fast, as they are written. */
const FEWEST = 32;
/** Longest pattern that is looked for, such as two kinds of masks, each with two other layers. */
const LONGEST_PERIOD = 8;

/** The segments, with runs of equal layers as folds. Layers inside of loops and of `inverse` stay as they are. */
export function foldsOf(segments: readonly Segment[]): readonly (Segment | Fold)[] {
  if (segments.length < FEWEST) return segments;
  const forms = segments.map(formOf);
  const found: (Segment | Fold)[] = [];
  for (let at = 0; at < segments.length; ) {
    const fold = foldAt(segments, forms, at);
    found.push(fold ?? segments[at]!);
    at += fold ? fold.turns.length * fold.turns[0]!.length : 1;
  }
  return found;
}

/** The longest run that begins here, in its shortest period. */
function foldAt(segments: readonly Segment[], forms: readonly (string | null)[], at: number): Fold | null {
  let [most, best] = [0, 0];
  for (let period = 1; period <= LONGEST_PERIOD; period++) {
    let end = at;
    while (end < forms.length && forms[end] !== null && (end < at + period || forms[end] === forms[end - period]))
      end++;
    const layers = Math.floor((end - at) / period) * period;
    if (layers > most && layers >= 2 * period) [most, best] = [layers, period];
  }
  if (most < FEWEST) return null;
  const leaves = segments.slice(at, at + most).filter((segment) => segment.kind === 'leaf');
  return {
    kind: 'fold',
    turns: Array.from({ length: most / best }, (_, turn) => leaves.slice(turn * best, (turn + 1) * best)),
  };
}

/** What equal layers share; null: not in a loop, because each has noise of its own or something leaves the flow. */
function formOf(segment: Segment): string | null {
  if (segment.kind !== 'leaf' || segment.factored > 0 || traitsOf(segment.type).dequantizes) return null;
  return segment.form;
}
