import { FlowscopeError } from '../../errors/flowscope-error.ts';
import type { Report } from '../diagnostic.ts';
import { child, type ObjectNode, type Place, type SpecNode } from '../text/node.ts';
import type { Span } from '../text/range.ts';

/** Data that is there but cannot be read as the spec says: shown at the column that the message names, or at the path. */
export function reportUnreadable(report: Report, data: Place<ObjectNode>, fallback: Span, error: unknown): void {
  // Anything else is a mistake of the program, not of the data, and must not be dressed up as one.
  if (!(error instanceof FlowscopeError)) throw error;
  const hint = error.hint === null ? '' : ` (${error.hint})`;
  const message = `${error.message}${hint}`;
  const named = ['columns', 'context', 'array', 'shape', 'contextSize']
    .map((key) => child(data, key))
    .flatMap((place) => (place ? strings(place.node) : []))
    .find((node) => message.includes(`'${node.value}'`) || message.includes(`"${node.value}"`));
  const path = child(data, 'path');
  report.add({
    code: 'invalid-data',
    severity: 'error',
    message,
    span: named ?? path?.node ?? fallback,
    path: path?.path ?? data.path,
  });
}

function strings(node: SpecNode): readonly (SpecNode & { readonly kind: 'string'; readonly value: unknown })[] {
  if (node.kind === 'array') return node.items.flatMap(strings);
  if (node.kind === 'object') return node.members.flatMap((member) => (member.value ? strings(member.value) : []));
  return node.kind === 'string' ? [node as SpecNode & { readonly kind: 'string'; readonly value: unknown }] : [];
}
