/** The figures of a run on its validation and test rows. */

import type { DoneEvent, SplitFigures } from '../../../protocol/train-events.ts';
import { FlowscopeError } from '../../errors/flowscope-error.ts';
import type { ParameterValues } from '../../evaluation/row-graph.ts';
import { readCheckpoint } from '../../runs/checkpoints/checkpoint-reader.ts';
import { parametersSha256 } from '../../runs/checkpoints/parameters-sha256.ts';
import type { SavedTensors } from '../../runs/checkpoints/tensor-file.ts';
import type { Run } from '../../runs/directory/run-directory.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import { type LazyEvaluator, lazyEvaluator } from '../lazy-evaluator.ts';
import type { PreparedTraining } from '../prepare-training.ts';
import { splitFigures } from '../split-figures.ts';
import { checkpointParameters } from '../training-state.ts';
import { rowsAt, validationRows } from '../validation-rows.ts';
import type { Judgment } from './judgment.ts';

export interface RunFigures {
  /** Of the validation rows; null without validation rows or likelihood. */
  readonly validate: ((parameters: ParameterValues) => Promise<SplitFigures>) | null;
  /** Of the best weights on disk, or of the last ones, `tensors`, if there are no better ones. */
  final(
    tensors: SavedTensors,
    bestStep: number | null,
  ): Promise<Pick<DoneEvent, 'validation' | 'test' | 'parametersSha256'>>;
}

export function runFigures(
  run: Run,
  { plan, dataset, transform, model }: PreparedTraining,
  judged: Judgment,
  runtime: Runtime,
): RunFigures {
  const { training } = plan;
  const { seed } = training;
  const validation = lazyEvaluator(runtime, model, transform, dataset.validation, seed);
  const validated = validationRows(dataset.validation, training);
  const validationFigures = splitFigures(judged, rowsAt(dataset.validation, validated));
  const has = (split: 'validation' | 'test') => dataset[split].count > 0 && model.logDensity !== null;
  return {
    validate: has('validation')
      ? async (parameters) => validationFigures(await validation.logDensity(parameters, validated))
      : null,
    async final(tensors, bestStep) {
      const finalTensors = (bestStep === null ? null : await bestTensors(run)) ?? tensors;
      const { values } = checkpointParameters(model.parameters, finalTensors);
      const test = lazyEvaluator(runtime, model, transform, dataset.test, seed);
      const figures = async (split: 'validation' | 'test', evaluator: LazyEvaluator) =>
        has(split) ? splitFigures(judged, dataset[split])(await evaluator.logDensity(values)) : null;
      return {
        parametersSha256: parametersSha256(tensors),
        validation: await figures('validation', validation),
        test: await figures('test', test),
      };
    },
  };
}

/** The best weights; null, with a message on stderr, if the file was damaged since: training itself is complete. */
async function bestTensors(run: Run): Promise<SavedTensors | null> {
  try {
    const keep = (name: string) => !name.startsWith('optimizer/');
    return (await readCheckpoint(run.paths.checkpoints, 'best', { keep })).tensors;
  } catch (error) {
    if (!(error instanceof FlowscopeError)) throw error;
    process.stderr.write(`${error.message} The final results use the last weights instead of the best.\n`);
    return null;
  }
}
