import { inspectEvaluate } from '../../../protocol/rpc/inspect-methods.ts';
import { defineAnswer, sourceOf } from '../answer.ts';
import { evaluateRows } from '../evaluate/evaluate-rows.ts';
import { splitRows } from '../opened/split-rows.ts';

export const evaluateAnswer = defineAnswer(inspectEvaluate, async ({ split }, context) => {
  const { runtime, open, signal } = context;
  const data = await context.data();
  splitRows(data, split);
  const noiseSeed = open.plan.training.seed;
  const evaluation = await evaluateRows(runtime, open, data, data.dataset[split], { noiseSeed, signal });
  return { ...sourceOf(context), split, ...evaluation };
});
