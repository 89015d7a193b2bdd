/** The user's choices for the traversals and the interpolation, which the panel remembers. */
import type { Kept } from '../../components/base/panel-element.ts';
import { ALL_LEVELS, CENTER, contextModeOf, levelOf, startOf, traversalKind } from './controls.ts';
import type { BetweenChoices, Traversal, TraversalChoices } from './traversal-data.ts';

export function keptChoices(kept: Kept): TraversalChoices {
  return {
    kind: traversalKind(kept('kind', 'all')),
    rows: kept('rows', 6),
    level: levelOf(kept('level', ALL_LEVELS)),
    sigma: kept('sigma', 3),
    start: startOf(kept('start', CENTER)),
  };
}

/** Remembered for an end of the interpolation that the user has not chosen. */
const UNCHOSEN = -1;

/** @param preset two rows, if there are any: ends that the user has not chosen */
export function keptWay(kept: Kept, preset: () => readonly [number, number] | null): BetweenChoices | null {
  const [from, to] = [kept('from', UNCHOSEN), kept('to', UNCHOSEN)];
  const method = kept('method', 'spherical') === 'linear' ? 'linear' : 'spherical';
  const how = { method, contextMode: contextModeOf(kept('contextMode', '')) } as const;
  if (from >= 0 && to >= 0) return { from, to, ...how };
  const rows = preset();
  if (rows === null) return null;
  return { from: from < 0 ? rows[0] : from, to: to < 0 ? rows[1] : to, ...how };
}

/** The rows that are in use: null where there is none. */
export function chosenRows(follow: number, start: TraversalChoices['start'], from: number | null, to: number | null) {
  return { follow, start: start === 'centre' ? null : start, from, to };
}

/** Dimensions of the latents that are traversed, by influence. */
export function dimensionsOf(traversal: Traversal | null): readonly number[] {
  return (traversal?.directions ?? []).flatMap(({ kind, label }) =>
    kind === 'dimension' ? [Number(label.slice(1))] : [],
  );
}
