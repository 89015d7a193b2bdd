/** How often a property is tried: a few cases, always the same, in the gate; many new ones in `npm run test:full`. */
export function propertyRuns(numRuns: number, seed: number): { readonly numRuns: number; readonly seed?: number } {
  // A failure of fast-check names its seed.
  return process.env.FLOWSCOPE_TEST_TIER === 'full' ? { numRuns: 20 * numRuns } : { numRuns, seed };
}
