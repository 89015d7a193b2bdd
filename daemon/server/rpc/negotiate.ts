import type * as z from 'zod';
import { protocolMajor } from '../../../protocol/discovery.ts';
import { initializationOptions } from '../../../protocol/rpc/initialize.ts';
import { PROTOCOL, PROTOCOL_TEXT } from '../../../protocol/version.ts';
import { isJsonObject } from '../../encoding/json.ts';
import { FlowscopeError } from '../../errors/flowscope-error.ts';
import { failed, invalidParams, type RpcFailure } from './rpc-failure.ts';

export type Negotiation =
  | { readonly options: z.output<typeof initializationOptions> }
  | { readonly failure: RpcFailure };

/** Reads `initializationOptions` and compares protocol versions: only the major versions must be equal. */
export function negotiate(params: unknown): Negotiation {
  const raw = isJsonObject(params) ? (params.initializationOptions ?? {}) : {};
  const parsed = initializationOptions.safeParse(raw);
  if (!parsed.success) return { failure: invalidParams('initialize', parsed.error) };
  const { protocol } = parsed.data;
  if (protocol !== undefined && protocolMajor(protocol) !== PROTOCOL.major) {
    const error = new FlowscopeError(
      'protocol-mismatch',
      `This client uses version ${protocol} of the protocol, the daemon uses ${PROTOCOL_TEXT}.`,
      { hint: 'Use a client and a daemon of the same Flowscope version.' },
    );
    return { failure: failed(error) };
  }
  return { options: parsed.data };
}
