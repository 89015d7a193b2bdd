import { createHash } from 'node:crypto';
import { wireLoop } from '../../runtime/wire/write-wire.ts';
import type { PreparedTraining } from '../prepare-training.ts';
import type { TrainingProgram } from '../training-program.ts';
import type { RunIdentity } from './rank-messages.ts';

/** What ranks that compute the same run have in common. @param version of Flowscope */
export function runIdentity(
  { plan, dataset, steps }: Pick<PreparedTraining, 'plan' | 'dataset' | 'steps'>,
  { program }: TrainingProgram,
  version: string,
): RunIdentity {
  const wired = wireLoop(program);
  const fed = JSON.stringify([plan.training, steps, wired.program]);
  const sha = createHash('sha256').update(fed).update(wired.constants).digest('hex');
  return { version, data: dataset.fingerprint, program: sha };
}
