/** Points of the plane: their extent, and their texts. */

import { html } from 'lit';
import { formatNumber } from '../../../daemon/format/numbers.ts';
import { shortName } from '../base/elide-middle.ts';
import type { Extent } from './plane-navigation.ts';

/** The extent of all finite points of several sets, [n, 2] each, with a margin. */
export function around(sets: readonly { readonly values: ArrayLike<number> }[]): Extent {
  let [left, right, bottom, top] = [Infinity, -Infinity, Infinity, -Infinity];
  for (const { values } of sets) {
    for (let i = 0; i < values.length; i += 2) {
      const [x, y] = [values[i]!, values[i + 1]!];
      if (!Number.isFinite(x) || !Number.isFinite(y)) continue;
      if (x < left) left = x;
      if (x > right) right = x;
      if (y < bottom) bottom = y;
      if (y > top) top = y;
    }
  }
  if (left > right) return [-1, 1, -1, 1];
  const [roomX, roomY] = [0.04 * (right - left) || 1, 0.04 * (top - bottom) || 1];
  return [left - roomX, right + roomX, bottom - roomY, top + roomY];
}

/** The coordinates of a point of [n, 2]. */
export function pointTexts(values: ArrayLike<number>, i: number): readonly [x: string, y: string] {
  return [formatNumber(values[2 * i]!, 4), formatNumber(values[2 * i + 1]!, 4)];
}

/** `x −1 … 1`, and the same for y. @param columns names of x and y */
export function rangeTexts(
  [x, y]: readonly string[],
  [left, right, bottom, top]: Extent,
): readonly [x: string, y: string] {
  const range = (name = '', low: number, high: number) => `${name} ${formatNumber(low, 3)} … ${formatNumber(high, 3)}`;
  return [range(x, left, right), range(y, bottom, top)];
}

/** The ranges below a picture. Screen readers have its table. */
export function rangeLine(columns: readonly string[], extent: Extent) {
  return html`<div class="axis" aria-hidden="true">
    ${rangeTexts(columns.map(shortName), extent).map(
      (text, i) => html`<span translate="no" title=${columns[i] ?? ''}>${text}</span>`,
    )}
  </div>`;
}
