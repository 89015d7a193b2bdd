/** What a proof is: `scripts/prove/<name>.ts` exports `prove`. */
import { formatNumber } from '../../daemon/format/numbers.ts';

export interface ProofResult {
  readonly what: string;
  /** The claim in words, e.g. `≤ 0.03`. */
  readonly target: string;
  /** null: it could not be measured, which is a miss. */
  readonly measured: number | null;
  readonly unit: string;
  readonly ok: boolean;
}

export interface Proof {
  /** Of the files under docs/measurements. */
  readonly name: string;
  readonly title: string;
  readonly results: readonly ProofResult[];
  /** Paragraphs for the page: how it was measured, what bounds it. */
  readonly notes: readonly string[];
  /** The single measurements behind the page, for the JSON file only. */
  readonly data?: object;
  /** SVG pictures that the notes show, by their file names in docs/measurements. */
  readonly pictures?: Readonly<Record<string, string>>;
}

export interface ProofModule {
  prove(): Promise<Proof>;
  /** Other proofs that are taken with this one: they belong to the same claim, on pages of their own. */
  readonly includes?: readonly string[];
}

/** measured ≤ bound; a value that is missing or not a number is a miss. */
export function atMost(what: string, measured: number | null, bound: number, unit: string): ProofResult {
  return { what, target: `≤ ${formatNumber(bound)}`, measured, unit, ok: measured !== null && measured <= bound };
}

/** measured ≥ bound. */
export function atLeast(what: string, measured: number | null, bound: number, unit: string): ProofResult {
  return { what, target: `≥ ${formatNumber(bound)}`, measured, unit, ok: measured !== null && measured >= bound };
}
