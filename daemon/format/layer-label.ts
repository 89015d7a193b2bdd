/** `3  affine-coupling [1]`: index, type and iteration of a repeat, both counted from 0 as in the JSON. */
export function layerLabel({
  index,
  type,
  turn,
}: {
  readonly index: number;
  readonly type: string;
  readonly turn: readonly number[];
}): string {
  const place = index < 0 ? '' : String(index);
  return `${place.padStart(4)}  ${type}${turn.length > 0 ? ` [${turn.join()}]` : ''}`;
}
