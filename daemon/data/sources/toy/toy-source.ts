import type * as z from 'zod';
import type { Documentation } from '../../../flow/definition.ts';
import type { RandomStream } from '../../../random/random-stream.ts';
import type { Modes } from '../../../statistics/yardsticks/mode-coverage.ts';
import type { DataSummary, SourceDefinition, TrueDensity } from '../../definition.ts';
import { defineSource } from '../define-source.ts';
import { loadToy } from './load-toy.ts';
import type { ToyConfig } from './toy-keys.ts';

/** A distribution on the plane with an exact density. */
export interface ToyDefinition<C extends ToyConfig> {
  readonly type: string;
  readonly documentation: Documentation;
  readonly schema: z.ZodType<C>;
  /** Writes one point to out[at] and out[at + 1]. */
  draw(config: C, random: RandomStream, out: Float32Array, at: number): void;
  /** Cheap to call: tables are built when a log-density or the floor is first needed. */
  density(config: C): TrueDensity;
  /** null: with this configuration, modes run into each other. Absent: the distribution is not a mixture of Gaussians. */
  readonly modes?: (config: C) => Modes | null;
}

/**
 * All toys are treated as supported on all of ℝ², even the checkerboard: a flow models a density on the plane, and a
 * narrower range here would require a bounded base of every flow.
 */
const TOY_SUMMARY: DataSummary = {
  shape: [2],
  context: null,
  range: { low: -Infinity, high: Infinity, closed: false },
  integerColumns: [],
  bits: null,
};

/** Creates the source of a toy distribution. */
export function toySource<C extends ToyConfig>(toy: ToyDefinition<C>): SourceDefinition {
  return defineSource<C>({
    type: toy.type,
    documentation: toy.documentation,
    schema: toy.schema,
    fixedShape: TOY_SUMMARY.shape,
    summarize: () => Promise.resolve(TOY_SUMMARY),
    load: (config) =>
      Promise.resolve(
        loadToy(toy.type, config, TOY_SUMMARY, {
          density: toy.density(config),
          modes: toy.modes?.(config) ?? null,
          draw: (random, out, at) => toy.draw(config, random, out, at),
        }),
      ),
  });
}
