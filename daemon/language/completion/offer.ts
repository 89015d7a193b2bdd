import type { CompletionItemKind } from 'vscode-languageserver';

/** A completion before it becomes an item of the protocol. */
export interface Offer {
  readonly label: string;
  readonly kind: CompletionItemKind;
  /** Snippet text that replaces the token under the cursor. */
  readonly snippet: string;
  /** Text that the typed text is matched with; default: the label in quotes. */
  readonly filter?: string;
  readonly detail?: string;
  readonly markdown?: string;
  /** Smaller comes first; default 1. */
  readonly rank?: number;
}
