import type { CompletionItemKind } from 'vscode-languageserver';

/** A completion before it becomes an item of the protocol. */
export interface Offer {
  readonly label: string;
  readonly kind: CompletionItemKind;
  /** Snippet text that replaces the token under the cursor. */
  readonly snippet: string;
  /** What the typed text is compared with; default: the label in quotes. */
  readonly filter?: string;
  readonly detail?: string;
  readonly markdown?: string;
  /** Smaller comes first; default 1. */
  readonly rank?: number;
}
