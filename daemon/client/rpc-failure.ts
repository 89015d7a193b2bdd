import { RPC_ERROR } from '../../protocol/rpc/error-codes.ts';
import { isJsonObject } from '../encoding/json.ts';
import { FlowscopeError } from '../errors/flowscope-error.ts';
import { RpcError } from './rpc-error.ts';

/** Converts an error response to the error to throw: FlowscopeError for the daemon's own errors, else RpcError. */
export function failureOf(code: number, message: string, data: unknown): Error {
  if (code === RPC_ERROR.failed && isJsonObject(data) && typeof data.code === 'string') {
    const { hint, file, exitCode } = data;
    return new FlowscopeError(data.code, message, {
      exitCode: exitCode === 2 ? 2 : 1,
      ...(typeof hint === 'string' ? { hint } : {}),
      ...(typeof file === 'string' ? { file } : {}),
    });
  }
  return new RpcError(code, message, data);
}
