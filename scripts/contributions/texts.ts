/** The English texts that the extension's code passes to `l10n.t`, as the bundle that translators start from. */
import type { Node } from 'oxc-parser';
import { calledName, literalText, place, propertyName, type Source, walk } from './syntax.ts';

/** A text, or with comments for translators. The key of the latter also has the comments. */
export type BundleEntry = string | { readonly message: string; readonly comment: readonly string[] };
export type Bundle = Readonly<Record<string, BundleEntry>>;

/** @throws Error for a text that is computed: it cannot be found here, nor translated */
export function textsOf(source: Source): Bundle {
  const found: [string, BundleEntry][] = [];
  walk(source, (node) => {
    if (node.type !== 'CallExpression' || calledName(node) !== 'l10n.t') return;
    const [first] = node.arguments;
    const text = literalText(first);
    if (text !== null) found.push([text, text]);
    else if (first?.type === 'ObjectExpression') found.push(withComment(source, first));
    else throw new Error(`${place(source, node)}: the text for l10n.t is computed`);
  });
  return Object.fromEntries(found);
}

function withComment(source: Source, node: Node & { type: 'ObjectExpression' }): [string, BundleEntry] {
  const member = (name: string): Node | undefined => {
    const property = node.properties.find((found) => found.type === 'Property' && propertyName(found.key) === name);
    return property?.type === 'Property' ? property.value : undefined;
  };
  const message = literalText(member('message'));
  const comments = member('comment');
  const lines = comments?.type === 'ArrayExpression' ? comments.elements : [comments];
  const comment = lines.flatMap((line) => literalText(line ?? undefined) ?? []);
  if (message === null || comment.length === 0) {
    throw new Error(`${place(source, node)}: l10n.t needs a literal message and comment`);
  }
  return [`${message}/${comment.join('')}`, { message, comment }];
}

/** All entries by key, each once. */
export function bundleOf(sources: readonly Source[]): Bundle {
  const entries = sources.flatMap((source) => Object.entries(textsOf(source)));
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
}
