/** Converts errors to JSON-RPC errors. */

import type * as z from 'zod';
import { RPC_ERROR } from '../../../protocol/rpc/error-codes.ts';
import '../../errors/english-problems.ts';
import { FlowscopeError } from '../../errors/flowscope-error.ts';
import { stackOf } from '../../errors/stack-of.ts';
import { systemError } from '../../errors/system-error.ts';
import { SpecError } from '../../spec/spec-error.ts';
import { JSON_RPC } from './message.ts';

export interface RpcFailure {
  readonly code: number;
  readonly message: string;
  readonly data?: unknown;
}

export function invalidParams(method: string, { issues }: z.core.$ZodError): RpcFailure {
  const issue = issues[0]!;
  const path = issue.path.reduce<string>(
    (text, key) => (typeof key === 'number' ? `${text}[${key}]` : text === '' ? String(key) : `${text}.${String(key)}`),
    '',
  );
  const place = path === '' ? 'the parameters' : path;
  return {
    code: RPC_ERROR.invalidParams,
    message: `${method}: ${place}: ${issue.message}`,
    data: { path, reason: issue.message },
  };
}

export function failed(error: FlowscopeError): RpcFailure {
  const { code, message, hint, file, exitCode } = error;
  const place = error instanceof SpecError && error.range !== null ? { path: error.path, range: error.range } : {};
  return { code: RPC_ERROR.failed, message, data: { code, hint, file, exitCode, ...place } };
}

export function cancelled(superseded: boolean): RpcFailure {
  return {
    code: RPC_ERROR.cancelled,
    message: superseded ? 'superseded by a newer request' : 'cancelled',
    data: { superseded },
  };
}

/** An unexpected error is logged in full; the client only learns that it is an internal error. */
export function failureOf(error: unknown, method: string, log: (text: string) => void): RpcFailure {
  if (error instanceof FlowscopeError) return failed(error);
  const system = systemError(error);
  if (system !== null) return failed(system);
  log(`${method} failed unexpectedly: ${stackOf(error)}`);
  return {
    code: JSON_RPC.internalError,
    message: `${method} failed unexpectedly; see the log of the daemon.`,
    data: { code: 'internal', hint: null, file: null, exitCode: 1 },
  };
}
