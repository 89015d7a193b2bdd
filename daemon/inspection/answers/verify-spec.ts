import type * as z from 'zod';
import type { verifySpec } from '../../../protocol/rpc/verify-methods.ts';
import { verifyFlow } from '../verify-flow.ts';
import type { VerifySpecJob } from '../verify-spec-job.ts';
import { specSubject } from '../verify-subject.ts';
import type { Answer, AnswerContext } from './answer.ts';

/** @throws FlowscopeError those of `specSubject`; the signal's reason once it is aborted */
export async function verifySpecAnswer(
  { plan, folder, trusted, points, seed }: VerifySpecJob,
  { runtime, signal }: Pick<AnswerContext, 'runtime' | 'signal'>,
): Promise<Answer<z.input<typeof verifySpec.result>>> {
  const { subject, rows, at, note } = await specSubject(plan, { folder, trusted }, seed);
  signal.throwIfAborted();
  const verification = await verifyFlow(runtime, subject, rows, { points, seed, signal });
  return { ...verification, parameters: 'random', at, note };
}
