/** Which rows of a split a run is validated on. */
import type { Rows } from '../data/definition.ts';
import { takeRows } from '../data/split-rows.ts';
import { valuesAt } from '../data/stored/stored-rows.ts';
import { sampleRows } from '../evaluation/sample-rows.ts';
import type { TrainingPlan } from '../models/plan.ts';
import { randomStream } from '../random/random-stream.ts';

/** The rows used for validation: the same each time, including after a resume. */
export function validationRows({ count }: Rows, { seed, validation }: TrainingPlan): Uint32Array {
  return sampleRows(count, validation.samples, randomStream(seed, 'validation', 'rows'));
}

/** These rows of a split, once they are requested. */
export function rowsAt(rows: Rows, chosen: Uint32Array): Pick<Rows, 'values' | 'context' | 'weights'> {
  const { count, context, weights } = rows;
  const all = chosen.length === count;
  return {
    ...(weights === undefined ? {} : { weights: all ? weights : takeRows(weights, 1, chosen) }),
    context: all || context === null ? context : takeRows(context, context.length / count, chosen),
    get values() {
      return all ? rows.values : valuesAt(rows, chosen);
    },
  };
}
