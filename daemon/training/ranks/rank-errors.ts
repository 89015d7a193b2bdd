import { FlowscopeError } from '../../errors/flowscope-error.ts';

const RESUME =
  'Training continues from the last checkpoint with --resume, also on fewer ranks: the batches are the same.';

/** @param why a sentence, or empty if it ended without a word */
export function rankEnded(rank: number, ranks: number, host: string, why: string): FlowscopeError {
  const cause = why === '' ? 'its process or its machine was lost' : why.replace(/\.$/, '');
  return new FlowscopeError('rank-ended', `Rank ${rank} of ${ranks} (on ${host}) ended: ${cause}. ${RESUME}`);
}

export function rankMissing(missing: readonly number[], seconds: number): FlowscopeError {
  const who = missing.length === 1 ? `Rank ${missing[0]}` : `Ranks ${missing.join(', ')}`;
  return new FlowscopeError('no-peers', `${who} did not connect to the first rank within ${seconds} s.`, {
    hint: 'Every machine must reach the first one at any TCP port.',
  });
}

export function notReached(addresses: readonly string[], port: number): FlowscopeError {
  return new FlowscopeError(
    'no-peers',
    `The first rank cannot be reached at ${addresses.join(' or ')}, port ${port}.`,
    {
      hint: 'Every machine must reach the first one at any TCP port.',
    },
  );
}
