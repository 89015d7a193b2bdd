import { inspectVerify } from '../../../protocol/rpc/inspect-methods.ts';
import { defineAnswer, sourceOf } from '../answer.ts';
import { verifyFlow } from '../verify/verify-flow.ts';
import { runSubject } from '../verify/verify-subject.ts';

export const verifyAnswer = defineAnswer(inspectVerify, async ({ points, seed }, context) => {
  const { runtime, open, signal } = context;
  const { subject, rows, at } = await runSubject(open, () => context.data());
  const verification = await verifyFlow(runtime, subject, rows, { points, seed, signal });
  return { ...sourceOf(context), ...verification, parameters: 'checkpoint' as const, at };
});
