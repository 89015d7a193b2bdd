/** More different texts are no categories: the last one stands for them. */
const MOST = 65_536;

/** Numbers texts from 0, equal ones alike. */
export interface TextNumbers {
  numberOf(text: string): number;
  /** The different texts, by their numbers. */
  readonly values: readonly string[];
}

export function textNumbers(): TextNumbers {
  const values: string[] = [];
  const known = new Map<string, number>();
  return {
    values,
    numberOf(text) {
      const found = known.get(text);
      if (found !== undefined) return found;
      if (values.length < MOST) {
        known.set(text, values.length);
        values.push(text);
      }
      return values.length - 1;
    },
  };
}
