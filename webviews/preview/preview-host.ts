/** Connects the preview to its host. */
import { type PreviewMessage, type PreviewSnapshot, previewSnapshot } from '../../protocol/panel/preview-messages.ts';
import { webviewPort } from '../bridge/webview-port.ts';

export interface PreviewHost {
  /** Calls the listener with each snapshot, and requests the first one. */
  listen(listener: (snapshot: PreviewSnapshot) => void): void;
  /** Trains the spec again. */
  again(): void;
  /** Goes on with the training that ended. */
  keep(): void;
  stop(): void;
  save(name: string, bytes: Uint8Array<ArrayBuffer>): void;
}

export function previewHost(): PreviewHost {
  const port = webviewPort<PreviewMessage, { readonly spec: string }>();
  return {
    listen(listener) {
      port.listen((data) => {
        const parsed = previewSnapshot.safeParse(data);
        // VS Code itself posts other messages into the frame.
        if (!parsed.success) return;
        port.keep({ spec: parsed.data.spec });
        listener(parsed.data);
      });
      port.post({ type: 'ready' });
    },
    again: () => port.post({ type: 'again' }),
    keep: () => port.post({ type: 'keep' }),
    stop: () => port.post({ type: 'stop' }),
    save: (name, { buffer: bytes }) => port.post({ type: 'save', name, bytes }),
  };
}
