import type { z } from 'zod';
import type { Documentation } from '../../../flow/definition.ts';
import type { DataSummary, SourceDefinition } from '../../definition.ts';
import { defineSource } from '../define-source.ts';
import type { ToyConfig } from './toy-keys.ts';

/** A distribution on the plane with an exact density. */
export interface ToyDefinition<C extends ToyConfig> {
  readonly type: string;
  readonly documentation: Documentation;
  readonly schema: z.ZodType<C>;
}

/**
 * Every toy counts as living on all of ℝ², the checkerboard too: what is modelled is a density on the plane, and a
 * narrower range here would ask every flow for a bounded base.
 */
export const TOY_SUMMARY: DataSummary = {
  shape: [2],
  context: null,
  range: { low: -Infinity, high: Infinity, closed: false },
  integerColumns: [],
  bits: null,
};

/** Makes the source of a toy distribution. */
export function toySource<C extends ToyConfig>(definition: ToyDefinition<C>): SourceDefinition {
  return defineSource<C>({
    type: definition.type,
    documentation: definition.documentation,
    schema: definition.schema,
    summarize: () => Promise.resolve(TOY_SUMMARY),
    load: null,
  });
}
