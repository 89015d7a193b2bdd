/** Parses a text frame of `/rpc` as JSON-RPC 2.0. Nothing else sees a message that is not valid here. */
import { isJsonObject } from '../../encoding/json.ts';

export type RequestId = string | number;

export interface RequestMessage {
  readonly kind: 'request';
  readonly id: RequestId;
  readonly method: string;
  /** Object, array or absent. */
  readonly params: unknown;
}

export interface NotificationMessage {
  readonly kind: 'notification';
  readonly method: string;
  /** Object, array or absent. */
  readonly params: unknown;
}

/** Messages that are valid. */
export type LanguageMessage =
  | RequestMessage
  | NotificationMessage
  /** A response to a request of the language server. */
  | { readonly kind: 'response'; readonly id: RequestId; readonly message: Readonly<Record<string, unknown>> };

export type IncomingMessage =
  | LanguageMessage
  | { readonly kind: 'invalid'; readonly id: RequestId | null; readonly code: number; readonly reason: string };

export const JSON_RPC = {
  parseError: -32700,
  invalidRequest: -32600,
  methodNotFound: -32601,
  internalError: -32603,
  notInitialized: -32002,
  /** Of LSP: the client asks again, or shows nothing. */
  contentModified: -32801,
} as const;

const MAX_NAME = 256;

export function readMessage(text: string): IncomingMessage {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return invalid(null, 'the message is not JSON', JSON_RPC.parseError);
  }
  if (!isJsonObject(value)) return invalid(null, 'a message is one JSON object');
  const { jsonrpc, id: rawId, method, params: rawParams } = value;
  const id = readId(rawId);
  if (jsonrpc !== '2.0') return invalid(id, 'jsonrpc must be "2.0"');
  if (rawId !== undefined && id === null) return invalid(null, 'id must be a string or a whole number');
  if (method === undefined) {
    if (id === null || !('result' in value || isJsonObject(value.error)))
      return invalid(id, 'neither method nor result');
    return { kind: 'response', id, message: value };
  }
  if (typeof method !== 'string' || method.length > MAX_NAME) return invalid(id, 'method must be a short string');
  const params = rawParams ?? undefined;
  if (params !== undefined && typeof params !== 'object') return invalid(id, 'params must be an object or an array');
  return id === null ? { kind: 'notification', method, params } : { kind: 'request', id, method, params };
}

/** The message as JSON-RPC has it. */
export function toJson(message: LanguageMessage): object {
  if (message.kind === 'response') return message.message;
  const { method, params } = message;
  return {
    jsonrpc: '2.0',
    ...(message.kind === 'request' ? { id: message.id } : {}),
    method,
    ...(params === undefined ? {} : { params }),
  };
}

/** The request that a `$/cancelRequest` names. */
export function cancelledId(params: unknown): RequestId | null {
  return isJsonObject(params) ? readId(params.id) : null;
}

function readId(id: unknown): RequestId | null {
  if (typeof id === 'string') return id.length <= MAX_NAME ? id : null;
  return Number.isSafeInteger(id) ? (id as number) : null;
}

function invalid(id: RequestId | null, reason: string, code: number = JSON_RPC.invalidRequest): IncomingMessage {
  return { kind: 'invalid', id, code, reason };
}
