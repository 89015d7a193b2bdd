import type * as z from 'zod';
import type { verifySpec } from '../../../protocol/rpc/verify-methods.ts';
import type { ModelPlan } from '../../models/plan.ts';
import type { Answer, AnswerContext } from '../answer.ts';
import { verify } from './verify.ts';
import { specSubject } from './verify-subject.ts';

/** The inspection worker's job for `verify/spec`. */
export interface VerifySpecJob {
  readonly kind: 'spec';
  readonly plan: ModelPlan;
  /** Absolute path of the spec's folder, which relative data paths start from. */
  readonly folder: string;
  /** false: no data file outside the folder is opened or stat'ed. */
  readonly trusted: boolean;
  /** null: a suitable number for the dimension. */
  readonly points: number | null;
  readonly seed: number;
}

/** @throws FlowscopeError those of `specSubject`; the signal's reason once it is aborted */
export async function verifySpecAnswer(
  { plan, folder, trusted, points, seed }: VerifySpecJob,
  { runtime, signal }: Pick<AnswerContext, 'runtime' | 'signal'>,
): Promise<Answer<z.input<typeof verifySpec.result>>> {
  const { subject, rows, at, note } = await specSubject(plan, { folder, trusted, signal }, seed);
  signal.throwIfAborted();
  const verification = await verify(runtime, subject, rows, { points, seed, signal });
  return { ...verification, parameters: 'random', at, note };
}
