/** Findings that make the likelihood of the data meaningless, or that keep a flow from modeling them. Also runs in browsers. */
import type { CopiedDimension, Facts, Integers } from './facts.ts';

export type DataFinding =
  | ({ readonly kind: 'integers' } & Integers)
  | { readonly kind: 'copied'; readonly dimensions: readonly CopiedDimension[] }
  /** log q or one of its terms is not finite in `count` of `n` rows. */
  | { readonly kind: 'not-finite'; readonly count: number; readonly n: number };

/** A density on integers has no upper bound. */
export function undequantized({ integers }: Pick<Facts, 'integers'>): readonly DataFinding[] | null {
  if (integers === undefined) return null;
  const { columns, pixelValues } = integers;
  return columns.length === 0 && pixelValues === null ? [] : [{ kind: 'integers', columns, pixelValues }];
}

export function copies({ copiedDimensions }: Pick<Facts, 'copiedDimensions'>): readonly DataFinding[] | null {
  if (copiedDimensions === undefined) return null;
  return copiedDimensions.length === 0 ? [] : [{ kind: 'copied', dimensions: copiedDimensions }];
}

export function notFinite({ n, total }: Pick<Facts, 'n' | 'total'>): readonly DataFinding[] {
  const { count = 0 } = total.notFinite ?? {};
  return count === 0 ? [] : [{ kind: 'not-finite', count, n }];
}
