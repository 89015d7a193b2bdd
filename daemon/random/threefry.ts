/**
 * Threefry-2x32, 20 rounds: a counter-based generator, so any position of any stream can be recomputed exactly.
 * Source: Salmon, Moraes, Dror, Shaw, "Parallel Random Numbers: As Easy as 1, 2, 3" (SC 2011).
 */
const ROTATIONS = [13, 15, 26, 6, 17, 29, 16, 24] as const;
const PARITY = 0x1bd11bda;

/** Writes the two 32-bit words for counter (c0, c1) under key (k0, k1) to `out[at]` and `out[at + 1]`. */
export function threefry2x32(k0: number, k1: number, c0: number, c1: number, out: Uint32Array, at: number): void {
  const k2 = (PARITY ^ k0 ^ k1) | 0;
  let x0 = (c0 + k0) | 0;
  let x1 = (c1 + k1) | 0;
  for (let group = 0; group < 5; group++) {
    const base = (group & 1) << 2;
    for (let r = 0; r < 4; r++) {
      const rotation = ROTATIONS[base + r]!;
      x0 = (x0 + x1) | 0;
      x1 = ((x1 << rotation) | (x1 >>> (32 - rotation))) ^ x0;
    }
    const g = group + 1;
    const first = g % 3 === 0 ? k0 : g % 3 === 1 ? k1 : k2;
    const second = g % 3 === 0 ? k1 : g % 3 === 1 ? k2 : k0;
    x0 = (x0 + first) | 0;
    x1 = (x1 + second + g) | 0;
  }
  out[at] = x0 >>> 0;
  out[at + 1] = x1 >>> 0;
}
