/**
 * Forwards a panel's requests to the daemon and the answers back: a panel never opens a socket to the daemon itself.
 */
import type * as z from 'zod/mini';
import type { ArrayValues } from '../../../protocol/array-values.ts';
import type { HostMessage, PanelMessage } from '../../../protocol/panel/panel-messages.ts';
import { PANEL_METHODS } from '../../../protocol/panel/panel-methods.ts';
import type { ArrayReference } from '../../../protocol/rpc/array-reference.ts';
import { RPC_ERROR } from '../../../protocol/rpc/error-codes.ts';
import type { MethodDefinition } from '../../../protocol/rpc/method.ts';
import { FlowscopeError } from '../../errors/flowscope-error.ts';
import { RpcError } from '../rpc-error.ts';

export type PanelQuestion = Extract<PanelMessage, { type: 'request' | 'fetch' | 'cancel' }>;

export interface PanelBridge {
  take(question: PanelQuestion): void;
  /** Cancels all open requests. */
  dispose(): void;
}

/** The connection to the daemon. */
export interface PanelDaemon {
  request<P extends z.ZodMiniType, R extends z.ZodMiniType>(
    definition: MethodDefinition<P, R>,
    params: z.input<P>,
    signal: AbortSignal,
  ): Promise<z.output<R>>;
  fetchArray(reference: ArrayReference): Promise<ArrayValues>;
}

export interface BridgeOptions {
  readonly daemon: PanelDaemon;
  /** Identifies the panel: a newer request of the same panel supersedes an older one. */
  readonly panel: string;
  readonly post: (message: HostMessage) => void;
}

/** A panel with more open requests is malfunctioning. */
const MAX_OPEN = 64;

export function panelBridge({ daemon, panel, post }: BridgeOptions): PanelBridge {
  const open = new Map<number, AbortController>();

  async function answer(
    question: Exclude<PanelQuestion, { type: 'cancel' }>,
    signal: AbortSignal,
  ): Promise<HostMessage> {
    const { id } = question;
    if (question.type === 'fetch') {
      const { buffer } = await daemon.fetchArray(question.array);
      return { type: 'array', id, bytes: buffer };
    }
    const definition = PANEL_METHODS.get(question.method);
    if (definition === undefined) throw new FlowscopeError('not-available', `panels may not call ${question.method}`);
    return { type: 'result', id, result: await daemon.request(definition, withPanel(question.params, panel), signal) };
  }

  return {
    take(question) {
      const { id } = question;
      if (question.type === 'cancel') return open.get(id)?.abort();
      if (open.size >= MAX_OPEN) {
        return post(
          failure(id, new FlowscopeError('too-many', `a panel may have at most ${MAX_OPEN} open requests`), false),
        );
      }
      const abort = new AbortController();
      open.set(id, abort);
      void answer(question, abort.signal)
        .catch((error: unknown) => failure(id, error, abort.signal.aborted))
        .then((message) => {
          open.delete(id);
          post(message);
        });
    },
    dispose() {
      for (const abort of open.values()) abort.abort();
      open.clear();
    },
  };
}

/** Makes the panel name in a request unique among panels. */
function withPanel(params: unknown, panel: string): unknown {
  const named = typeof params === 'object' && params !== null && 'panel' in params;
  return named ? { ...params, panel: `${panel}:${String(params.panel)}` } : params;
}

function failure(id: number, error: unknown, aborted: boolean): HostMessage {
  const known = error instanceof FlowscopeError;
  return {
    type: 'failure',
    id,
    cancelled: aborted || (error instanceof RpcError && error.code === RPC_ERROR.cancelled),
    code: known ? error.code : error instanceof RpcError ? String(error.code) : 'internal',
    message: error instanceof Error ? error.message : String(error),
    hint: known ? error.hint : null,
  };
}
