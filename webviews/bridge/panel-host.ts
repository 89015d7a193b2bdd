/** A panel's connection to its host: receives snapshots and sends requests. Incoming messages are validated. */
import type * as z from 'zod/mini';
import { type ArrayValues, valuesOf } from '../../protocol/array-values.ts';
import type { GuideTopic } from '../../protocol/panel/guide.ts';
import {
  hostMessage,
  type PanelCommand,
  type PanelMessage,
  type PanelSnapshot,
} from '../../protocol/panel/panel-messages.ts';
import type { PanelSubject, PanelView } from '../../protocol/panel/panel-state.ts';
import type { PanelName } from '../../protocol/panel/panels.ts';
import type { ArrayReference } from '../../protocol/rpc/array-reference.ts';
import type { MethodDefinition } from '../../protocol/rpc/method.ts';
import { PanelFailure } from './panel-failure.ts';
import type { PanelPort } from './panel-port.ts';

export interface PanelHost {
  /** The newest snapshot; null before the first. */
  readonly snapshot: PanelSnapshot | null;
  /** @returns removes the listener */
  onSnapshot(listener: (snapshot: PanelSnapshot) => void): () => void;
  /** One of `PANEL_METHODS`. @throws PanelFailure */
  request<P extends z.ZodMiniType, R extends z.ZodMiniType>(
    definition: MethodDefinition<P, R>,
    params: z.input<P>,
    signal?: AbortSignal,
  ): Promise<z.output<R>>;
  /** The values of an array that a result refers to. @throws PanelFailure */
  fetchArray(reference: ArrayReference, signal?: AbortSignal): Promise<ArrayValues>;
  /** Shows another run or checkpoint. */
  show(subject: PanelSubject): void;
  /** Shows another panel, with the first run of this one. */
  go(panel: PanelName): void;
  /** Remembers the choices of this panel over a reload. */
  remember(view: PanelView): void;
  /** Shows a layer's text in the editor. */
  reveal(layer: string): void;
  /** Opens the file with the rows of a split, at a line, 1-based, if it has lines, if the snapshot says that the host can. */
  openRow(split: SplitName, line: number | null): void;
  command(command: PanelCommand): void;
  /** Opens a page of the guide, if the snapshot says that there is one. */
  guide(topic: GuideTopic): void;
  /** Offers to save a file. */
  save(name: string, content: string | Uint8Array<ArrayBuffer>): void;
}

type SplitName = Extract<PanelMessage, { readonly type: 'row' }>['split'];

interface Pending {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

export function createPanelHost(port: PanelPort): PanelHost {
  const pending = new Map<number, Pending>();
  const listeners = new Set<(snapshot: PanelSnapshot) => void>();
  let snapshot: PanelSnapshot | null = null;
  let last = 0;
  let shows = 0;

  const ask = (message: (id: number) => PanelMessage, signal?: AbortSignal): Promise<unknown> => {
    if (signal?.aborted) return Promise.reject(signal.reason);
    const id = ++last;
    return new Promise((resolve, reject) => {
      pending.set(id, { resolve, reject });
      signal?.addEventListener(
        'abort',
        () => {
          if (!pending.delete(id)) return;
          port.post({ type: 'cancel', id });
          reject(signal.reason);
        },
        { once: true },
      );
      port.post(message(id));
    });
  };
  const keep = (next: PanelSnapshot) => {
    port.keep({ panel: next.panel, subject: next.subject, view: next.view });
    snapshot = next;
    for (const listener of listeners) listener(next);
  };
  /** Keeps what the user chose after the host made this snapshot. The view belongs to the panel. */
  const withOwnChoices = (next: PanelSnapshot): PanelSnapshot => {
    if (snapshot === null) return next;
    const { view, subject, shown } = snapshot;
    return next.shows < shows ? { ...next, view, subject, shown } : { ...next, view };
  };
  const settle = (id: number): Pending | undefined => {
    const found = pending.get(id);
    pending.delete(id);
    return found;
  };

  port.listen((data) => {
    const parsed = hostMessage.safeParse(data);
    // VS Code itself posts other messages into the frame.
    if (!parsed.success) return;
    const message = parsed.data;
    switch (message.type) {
      case 'snapshot':
        return keep(withOwnChoices(message.snapshot));
      case 'result':
        return settle(message.id)?.resolve(message.result);
      case 'array':
        return settle(message.id)?.resolve(message.bytes);
      case 'failure':
        return settle(message.id)?.reject(new PanelFailure(message));
    }
  });
  // The host answers with a snapshot.
  port.post({ type: 'ready' });

  return {
    get snapshot() {
      return snapshot;
    },
    onSnapshot(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async request(definition, params, signal) {
      const result = await ask((id) => ({ type: 'request', id, method: definition.name, params }), signal);
      return definition.result.parse(result);
    },
    async fetchArray(reference, signal) {
      const bytes = await ask((id) => ({ type: 'fetch', id, array: reference }), signal);
      if (!(bytes instanceof ArrayBuffer)) throw new Error('the host answered with something else than an array');
      return valuesOf(reference.dtype, bytes);
    },
    show(subject) {
      shows++;
      if (snapshot !== null) keep({ ...snapshot, subject });
      port.post({ type: 'show', subject });
    },
    go: (panel) => port.post({ type: 'go', panel }),
    remember(view) {
      if (snapshot !== null) keep({ ...snapshot, view });
      port.post({ type: 'remember', view });
    },
    reveal: (layer) => port.post({ type: 'reveal', layer }),
    openRow: (split, line) => port.post({ type: 'row', split, ...(line === null ? {} : { line }) }),
    command: (command) => port.post({ type: 'command', command }),
    guide: (topic) => port.post({ type: 'guide', topic }),
    save(name, content) {
      const { buffer: bytes } = typeof content === 'string' ? new TextEncoder().encode(content) : content;
      port.post({ type: 'save', name, bytes });
    },
  };
}
