import type { EngineChoice } from '../../../protocol/engine-choice.ts';
import { FlowscopeError } from '../../errors/flowscope-error.ts';
import type { Session } from '../session.ts';

/**
 * What a request chooses, unless it names a program for a folder that the user does not trust.
 * @throws FlowscopeError `needs-trust` (exit 2)
 */
export function trustedEngine(engine: EngineChoice | undefined, { trusted }: Pick<Session, 'trusted'>): EngineChoice {
  if (engine?.python === undefined || trusted) return engine ?? {};
  throw new FlowscopeError('needs-trust', `the Python ${engine.python} is not started in an untrusted workspace`, {
    hint: 'Trust the workspace, then train again.',
    exitCode: 2,
  });
}
