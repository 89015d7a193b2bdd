/** With fewer rows, a tenth of them is too few to choose the best step by. */
const MANY_ROWS = 2000;

/** The split that `init --data` proposes for this many rows. */
export function proposedSplit(rows: number): { readonly validation: number; readonly test: number } {
  return rows < MANY_ROWS ? { validation: 0.15, test: 0.15 } : { validation: 0.1, test: 0.1 };
}
