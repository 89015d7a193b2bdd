/** Number of tries of a property: a few fixed cases in the gate, many new ones in `npm run test:full`. */
export function propertyRuns(numRuns: number, seed: number): { readonly numRuns: number; readonly seed?: number } {
  // fast-check prints the seed of a failure.
  return process.env.FLOWSCOPE_TEST_TIER === 'full' ? { numRuns: 20 * numRuns } : { numRuns, seed };
}
