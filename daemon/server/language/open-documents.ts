/** The open documents of a client, so that a new analysis thread can be told them. */
import * as z from 'zod';
import { heldDocuments } from '../../language/analysis/held-documents.ts';

/** An open document. */
export interface OpenDocument {
  readonly uri: string;
  readonly languageId: string;
  readonly version: number;
  getText(): string;
}

export type DocumentEvent =
  | { readonly kind: 'opened' | 'changed'; readonly document: OpenDocument }
  | { readonly kind: 'closed'; readonly uri: string };

export interface OpenDocuments {
  /** Follows a notification. `useless`: about a document, but not valid; null: not about a document. */
  follow(method: string, params: unknown): DocumentEvent | 'useless' | null;
  get(uri: string): OpenDocument | undefined;
  /** Why its text is empty; null: it is what the client has. */
  missing(uri: string): 'room' | 'changes' | null;
  readonly all: Iterable<OpenDocument>;
  readonly count: number;
}

const position = z.object({ line: z.number(), character: z.number() });
const didOpen = z.object({
  textDocument: z.object({ uri: z.string(), languageId: z.string(), version: z.number(), text: z.string() }),
});
const didChange = z.object({
  textDocument: z.object({ uri: z.string(), version: z.number() }),
  contentChanges: z.array(
    z.union([
      z.object({ range: z.object({ start: position, end: position }), text: z.string() }),
      z.object({ text: z.string() }),
    ]),
  ),
});
const didClose = z.object({ textDocument: z.object({ uri: z.string() }) });

export function openDocuments(): OpenDocuments {
  const held = heldDocuments();
  const { create, update } = held.configuration;
  const open = new Map<string, ReturnType<typeof create>>();
  const put = (kind: 'opened' | 'changed', document: ReturnType<typeof create>): DocumentEvent => {
    open.set(document.uri, document);
    return { kind, document };
  };
  return {
    follow(method, params) {
      if (method === 'textDocument/didOpen') {
        const parsed = didOpen.safeParse(params);
        if (!parsed.success) return 'useless';
        const { uri, languageId, version, text } = parsed.data.textDocument;
        return put('opened', create(uri, languageId, version, text));
      }
      if (method === 'textDocument/didChange') {
        const parsed = didChange.safeParse(params);
        const before = parsed.success ? open.get(parsed.data.textDocument.uri) : undefined;
        if (!parsed.success || before === undefined) return 'useless';
        return put('changed', update(before, parsed.data.contentChanges, parsed.data.textDocument.version));
      }
      if (method !== 'textDocument/didClose') return null;
      const parsed = didClose.safeParse(params);
      if (!parsed.success) return 'useless';
      const { uri } = parsed.data.textDocument;
      held.close(uri);
      return open.delete(uri) ? { kind: 'closed', uri } : 'useless';
    },
    get: (uri) => open.get(uri),
    missing: held.missing,
    get all() {
      return open.values();
    },
    get count() {
      return open.size;
    },
  };
}
