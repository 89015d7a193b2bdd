import { RPC_ERROR } from '../../protocol/rpc/error-codes.ts';
import { isJsonObject, type JsonObject } from '../encoding/json.ts';
import { FlowscopeError } from '../errors/flowscope-error.ts';
import { RpcError } from './rpc-error.ts';
import { SpecFailure } from './spec-failure.ts';

/** Converts an error response to the error to throw: FlowscopeError for the daemon's own errors, else RpcError. */
export function failureOf(code: number, message: string, data: unknown): Error {
  if (code === RPC_ERROR.failed && isJsonObject(data) && typeof data.code === 'string') {
    const { hint, file, exitCode } = data;
    const options = {
      exitCode: exitCode === 2 ? 2 : 1,
      ...(typeof hint === 'string' ? { hint } : {}),
      ...(typeof file === 'string' ? { file } : {}),
    } as const;
    const place = placeOf(data);
    return place === null
      ? new FlowscopeError(data.code, message, options)
      : new SpecFailure(place, data.code, message, options);
  }
  return new RpcError(code, message, data);
}

/** null: the error is about no place in a spec. */
function placeOf({ path, range }: JsonObject): { readonly path: string; readonly line: number } | null {
  if (typeof path !== 'string' || !isJsonObject(range) || !isJsonObject(range.start)) return null;
  const { line } = range.start;
  return typeof line === 'number' ? { path, line: line + 1 } : null;
}
