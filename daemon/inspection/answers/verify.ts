import { inspectVerify } from '../../../protocol/rpc/inspect-methods.ts';
import { FlowscopeError } from '../../errors/flowscope-error.ts';
import type { VerificationRows } from '../verification-points.ts';
import { verifyFlow } from '../verify-flow.ts';
import { type AnswerContext, defineAnswer, sourceOf } from './answer.ts';

export const verifyAnswer = defineAnswer(inspectVerify, async ({ points, seed }, context) => {
  const { runtime, open, signal } = context;
  const rows = await rowsOrNull(context);
  const verification = await verifyFlow(runtime, open, rows, { points, seed, signal });
  const at = rows === null || rows.rows.count === 0 ? ('samples' as const) : ('rows' as const);
  return { ...sourceOf(context), ...verification, parameters: 'checkpoint' as const, at };
});

/** Layers can be verified without the data. */
async function rowsOrNull(context: AnswerContext): Promise<VerificationRows | null> {
  try {
    const { split, transform } = await context.data();
    return { rows: split('validation'), noiseScale: transform.noiseScale };
  } catch (error) {
    if (error instanceof FlowscopeError && error.code === 'missing-data') return null;
    throw error;
  }
}
