/** The latent's coordinates as normal scores: u = Φ⁻¹(F(z)) is N(0, 1) if z ~ π. */
import { FlowscopeError } from '../../errors/flowscope-error.ts';
import type { ParameterValues } from '../../evaluation/row-graph.ts';
import type { NormalScores } from '../../flow/definition.ts';
import { latentScores } from '../../flow/latent-base.ts';
import type { Plan } from '../../spec/plan.ts';

/** @throws FlowscopeError `not-available` (exit 2) for a base whose coordinates are not independent */
export function normalScores(plan: Pick<Plan, 'base' | 'layers'>, parameters: ParameterValues): NormalScores {
  const { base } = plan;
  const scores = latentScores(plan, (name) => {
    const values = parameters.get(`base.${name}`);
    if (values === undefined) throw new Error(`base ${base.type} has no parameter '${name}'`);
    return values;
  });
  if (scores === null) {
    throw new FlowscopeError('not-available', `traversals over a base ${base.type} are not available yet`, {
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
