import type { TextDocumentsConfiguration } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';

/** Most UTF-16 units that the open documents of one client have together. */
export const HELD_UNITS = 64 * 2 ** 20;

/** What an open document takes besides its text. */
const OWN_UNITS = 1000;

export interface HeldDocuments {
  readonly configuration: TextDocumentsConfiguration<TextDocument>;
  /** false: there was no room for its text, or it is not open. */
  has(uri: string): boolean;
  close(uri: string): void;
}

/**
 * How the texts of a client are held: as many as fit. One that does not is empty, until the client sends the whole of it
 * again and there is room.
 */
export function heldDocuments(most: number = HELD_UNITS): HeldDocuments {
  const lengths = new Map<string, number>();
  let total = 0;

  const close = (uri: string) => {
    total -= lengths.get(uri) ?? 0;
    lengths.delete(uri);
  };
  /** The document, or an empty one if there is no room for its text. */
  const held = (document: TextDocument): TextDocument => {
    const { uri, languageId, version } = document;
    close(uri);
    const units = document.getText().length + OWN_UNITS;
    if (total + units > most) return TextDocument.create(uri, languageId, version, '');
    total += units;
    lengths.set(uri, units);
    return document;
  };
  return {
    has: (uri) => lengths.has(uri),
    close,
    configuration: {
      create: (uri, languageId, version, content) => held(TextDocument.create(uri, languageId, version, content)),
      update(document, changes, version) {
        const { uri, languageId } = document;
        if (lengths.has(uri)) return held(TextDocument.update(document, changes, version));
        // Changes of a part mean nothing to a text that is not held.
        const whole = changes.findLastIndex((change) => !('range' in change));
        if (whole < 0) return TextDocument.create(uri, languageId, version, '');
        return held(TextDocument.update(document, changes.slice(whole), version));
      },
    },
  };
}
