/** Tells an analysis thread the documents of its client, except those that must not be analysed. */
import type { ToAnalysis } from '../../language/thread/messages.ts';
import { toJson } from '../rpc/message.ts';
import type { DocumentEvent, OpenDocuments } from './open-documents.ts';
import type { Refusals } from './refusals.ts';

const MISSING = {
  room: 'this text is not checked: the open specs are too large together. Close some, then reopen this one',
  changes: 'this text is not checked: too many places were changed at once. Reopen it',
} as const;

export interface ToldDocuments {
  /**
   * Tells what has happened to a document.
   * @param message the client's own message; null: the thread is new
   * @param units length of the message
   */
  tell(event: DocumentEvent, message: object | null, units: number): void;
}

export interface ToldDocumentsOptions {
  readonly documents: Pick<OpenDocuments, 'missing'>;
  readonly refusals: Pick<Refusals, 'reason'>;
  readonly send: (message: ToAnalysis) => void;
  readonly post: (message: object, units: number) => void;
}

/** For one thread. */
export function toldDocuments({ documents, refusals, send, post }: ToldDocumentsOptions): ToldDocuments {
  /** The reasons that the thread was told. */
  const refused = new Map<string, string>();
  const refuse = (uri: string, reason: string | null) => {
    if (reason === (refused.get(uri) ?? null)) return;
    send({ type: 'refuse', uri, reason });
    if (reason === null) refused.delete(uri);
    else refused.set(uri, reason);
  };
  return {
    tell(event, message, units) {
      if (event.kind === 'closed') {
        refuse(event.uri, null);
        if (message !== null) post(message, units);
        return;
      }
      const { kind, document } = event;
      const { uri, languageId, version } = document;
      const wasRefused = refused.has(uri);
      const missing = documents.missing(uri);
      const reason = missing === null ? refusals.reason(uri) : MISSING[missing];
      refuse(uri, reason);
      // Of a refused document, the thread has no text that a change could apply to.
      const text = reason === null ? document.getText() : '';
      if (message !== null && reason === null && !wasRefused) post(message, units);
      else if (kind === 'opened') post(notification('Open', { uri, languageId, version, text }), text.length);
      else post(notification('Change', { uri, version }, [{ text }]), text.length);
    },
  };
}

function notification(what: 'Open' | 'Change', textDocument: object, contentChanges?: readonly object[]): object {
  const params = { textDocument, ...(contentChanges === undefined ? {} : { contentChanges }) };
  return toJson({ kind: 'notification', method: `textDocument/did${what}`, params });
}
