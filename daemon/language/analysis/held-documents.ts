import type { TextDocumentsConfiguration } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';

/** Most UTF-16 units that the open documents of one client have together. */
export const HELD_UNITS = 64 * 2 ** 20;

/** Most UTF-16 units that the changes of one message may move: each of them copies the text. */
const MOVED_UNITS = 2 ** 30;

/** What an open document takes besides its text. */
const OWN_UNITS = 1000;

export interface HeldDocuments {
  readonly configuration: TextDocumentsConfiguration<TextDocument>;
  /** Why the text of an open document is empty; null: it is held. */
  missing(uri: string): 'room' | 'changes' | null;
  close(uri: string): void;
}

/**
 * How the texts of a client are held: as many as fit. One that does not is empty, until the client sends the whole of it
 * again and there is room.
 */
export function heldDocuments(most: number = HELD_UNITS, moved: number = MOVED_UNITS): HeldDocuments {
  const lengths = new Map<string, number>();
  const missing = new Map<string, 'room' | 'changes'>();
  let total = 0;

  const close = (uri: string) => {
    total -= lengths.get(uri) ?? 0;
    lengths.delete(uri);
    missing.delete(uri);
  };
  const without = ({ uri, languageId }: TextDocument, why: 'room' | 'changes', version: number): TextDocument => {
    close(uri);
    missing.set(uri, why);
    return TextDocument.create(uri, languageId, version, '');
  };
  /** The document, or an empty one if there is no room for its text. */
  const held = (document: TextDocument): TextDocument => {
    const { uri, version } = document;
    close(uri);
    const units = document.getText().length + OWN_UNITS;
    if (total + units > most) return without(document, 'room', version);
    total += units;
    lengths.set(uri, units);
    return document;
  };
  return {
    missing: (uri) => missing.get(uri) ?? null,
    close,
    configuration: {
      create: (uri, languageId, version, content) => held(TextDocument.create(uri, languageId, version, content)),
      update(document, changes, version) {
        const whole = changes.findLastIndex((change) => !('range' in change));
        const text = whole < 0 ? document.getText() : changes[whole]!.text;
        const parts = changes.slice(Math.max(whole, 0));
        if (parts.length * text.length > moved) return without(document, 'changes', version);
        if (lengths.has(document.uri) || whole >= 0) return held(TextDocument.update(document, parts, version));
        // Changes of a part mean nothing to a text that is not held.
        return without(document, missing.get(document.uri) ?? 'room', version);
      },
    },
  };
}
