/** The latent's coordinates as normal scores: u = Φ⁻¹(F(z)) is N(0, 1) if z ~ π. */
import { FlowscopeError } from '../../errors/flowscope-error.ts';
import type { NormalScores } from '../../flow/definition.ts';
import type { OpenModel } from '../opened/open-flow.ts';

/** @throws FlowscopeError `not-available` (exit 2) for a base whose coordinates are not independent */
export function normalScores({ maps, parameters }: Pick<OpenModel, 'maps' | 'parameters'>): NormalScores {
  const scores = maps.scores(parameters);
  if (scores === null) {
    throw new FlowscopeError('not-available', `traversals over a base ${maps.base} are not available yet`, {
      exitCode: 2,
    });
  }
  return scores;
}

/** Maps a row-major array [n, D] coordinate by coordinate. */
export function mapCoordinates<T extends Float32Array | Float64Array>(
  values: T,
  dimension: number,
  map: (value: number, d: number) => number,
): T {
  return values.map((value, i) => map(value, i % dimension)) as T;
}
