interface LatentPart {
  /** Index of the layer after which this part leaves the flow; null: at the end. */
  readonly layer: number | null;
  readonly start: number;
  readonly shape: readonly number[];
}

/** E.g. `z0 … z31 (4 × 4 × 2) after layer 9, z32 … z63 (2 × 2 × 8) at the end`. */
export function latentText(parts: readonly LatentPart[]): string {
  return parts
    .map(({ layer, start, shape }) => {
      const end = start + shape.reduce((product, extent) => product * extent, 1) - 1;
      const names = end === start ? `z${start}` : `z${start} … z${end}`;
      const form = shape.length > 1 ? ` (${shape.join(' × ')})` : '';
      return `${names}${form} ${layer === null ? 'at the end' : `after layer ${layer}`}`;
    })
    .join(', ');
}
