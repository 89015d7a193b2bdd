import { threefry2x32 } from './threefry.ts';

/** A named, seekable stream of random numbers. Equal seed and labels give equal numbers, on every machine. */
export interface RandomStream {
  /** Uniform integer in [0, 2³²). */
  uint32(): number;
  /** Uniform in [0, 1) with 53 bits. */
  uniform(): number;
  /** Standard normal (Box–Muller; both values of a pair are used). */
  normal(): number;
  /** Uniform integer in [0, n), without modulo bias, n ≤ 2³². */
  integer(n: number): number;
  /** Uniform in [0, 1) with 24 bits, float32-exact; the fast path for noise. */
  fillUniform(out: Float32Array): void;
  /** Standard normals. */
  fillNormal(out: Float32Array): void;
  /** A uniformly random order of 0 … n−1 (Fisher–Yates). */
  permutation(n: number): Uint32Array;
}

/** Opens the stream of `seed` (integer ≥ 0) named by `labels`; different labels are independent streams. */
export function randomStream(seed: number, ...labels: readonly (string | number)[]): RandomStream {
  return new ThreefryStream(...deriveKey(seed, labels));
}

function deriveKey(seed: number, labels: readonly (string | number)[]): [number, number] {
  const words = new Uint32Array(2);
  let k0 = seed >>> 0;
  let k1 = Math.floor(seed / 2 ** 32) >>> 0;
  for (const label of labels) {
    const text = typeof label === 'number' ? `#${label}` : label;
    for (let i = 0; i < text.length; i++) {
      threefry2x32(k0, k1, text.charCodeAt(i), i, words, 0);
      k0 = words[0]!;
      k1 = words[1]!;
    }
    threefry2x32(k0, k1, 0xffffffff, text.length, words, 0);
    k0 = words[0]!;
    k1 = words[1]!;
  }
  return [k0, k1];
}

/** 32 bits times this is below 2⁵³. */
const EXACT_PRODUCT = 2 ** 21;

/** Words that are computed at once. */
const MOST_WORDS = 1024;

class ThreefryStream implements RandomStream {
  readonly #k0: number;
  readonly #k1: number;
  /** Words of the next counters; twice as many each time, since most streams give few. */
  #words = new Uint32Array(2);
  #position = 2;
  #counter = 0;
  #spareNormal: number | null = null;

  constructor(k0: number, k1: number) {
    this.#k0 = k0;
    this.#k1 = k1;
  }

  uint32(): number {
    if (this.#position === this.#words.length) this.#refill();
    return this.#words[this.#position++]!;
  }

  #refill(): void {
    if (this.#counter > 0 && this.#words.length < MOST_WORDS) this.#words = new Uint32Array(2 * this.#words.length);
    const words = this.#words;
    for (let at = 0; at < words.length; at += 2, this.#counter++) {
      threefry2x32(this.#k0, this.#k1, this.#counter >>> 0, Math.floor(this.#counter / 2 ** 32), words, at);
    }
    this.#position = 0;
  }

  uniform(): number {
    const high = this.uint32() >>> 5;
    const low = this.uint32() >>> 6;
    return (high * 2 ** 26 + low) / 2 ** 53;
  }

  normal(): number {
    if (this.#spareNormal !== null) {
      const value = this.#spareNormal;
      this.#spareNormal = null;
      return value;
    }
    // 1 − u is in (0, 1], so the logarithm is finite.
    const radius = Math.sqrt(-2 * Math.log(1 - this.uniform()));
    const angle = 2 * Math.PI * this.uniform();
    this.#spareNormal = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  }

  integer(n: number): number {
    // Lemire's multiplication (ACM TOMACS 2019) instead of a division; the product of smaller n is exact in a double.
    if (n > EXACT_PRODUCT) return this.#largeInteger(n);
    for (;;) {
      const product = this.uint32() * n;
      const high = Math.floor(product / 2 ** 32);
      const low = product - high * 2 ** 32;
      if (low >= n || low >= 2 ** 32 % n) return high;
    }
  }

  #largeInteger(n: number): number {
    const limit = 2 ** 32 - (2 ** 32 % n);
    let value = this.uint32();
    while (value >= limit) value = this.uint32();
    return value % n;
  }

  fillUniform(out: Float32Array): void {
    for (let i = 0; i < out.length; i++) out[i] = (this.uint32() >>> 8) / 2 ** 24;
  }

  fillNormal(out: Float32Array): void {
    for (let i = 0; i < out.length; i++) out[i] = this.normal();
  }

  permutation(n: number): Uint32Array {
    const order = new Uint32Array(n);
    for (let i = 0; i < n; i++) order[i] = i;
    for (let i = n - 1; i > 0; i--) {
      const j = this.integer(i + 1);
      const swapped = order[i]!;
      order[i] = order[j]!;
      order[j] = swapped;
    }
    return order;
  }
}
