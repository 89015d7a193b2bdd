import { ErrorCodes, type Position, ResponseError, type SelectionRange } from 'vscode-languageserver';
import type { SpecNode } from '../../spec/text/node.ts';
import type { Span } from '../../spec/text/range.ts';
import type { Analysis } from '../analysis/analysis.ts';

/** Maximum cursors per request: more would delay other clients. */
const MOST_POSITIONS = 1000;

/**
 * Growing selections: text without quotes, token, member, object, … up to the whole spec. One answer per position.
 * @throws ResponseError for more than 1000 positions
 */
export function selectionRanges(
  { parsed, tooLarge, text }: Analysis,
  positions: readonly Position[],
): readonly SelectionRange[] {
  if (positions.length > MOST_POSITIONS) {
    throw new ResponseError(
      ErrorCodes.InvalidParams,
      `${positions.length} positions are too many: the limit is ${MOST_POSITIONS}.`,
    );
  }
  const { lines, root } = parsed;
  const all: Span = { offset: 0, length: text.length };
  return positions.map((position) => {
    const offset = lines.offset(position);
    const spans = tooLarge || root === null ? [] : around(root, offset);
    return [all, ...spans].reduce<SelectionRange | null>((parent, span) => {
      const range = lines.range(span);
      return parent === null ? { range } : { range, parent };
    }, null)!;
  });
}

/** Outermost first. */
function around(node: SpecNode, offset: number): readonly Span[] {
  if (!holds(node, offset)) return [];
  if (node.kind === 'array') return [node, ...first(node.items, offset)];
  if (node.kind === 'object') {
    const member = firstAt(node.members, offset);
    if (member === undefined) return [node];
    const key = holds(member.keySpan, offset) ? [member.keySpan, ...inQuotes(member.keySpan, offset)] : [];
    return [node, member, ...(key.length > 0 || member.value === null ? key : around(member.value, offset))];
  }
  return node.kind === 'string' ? [node, ...inQuotes(node, offset)] : [node];
}

function first(nodes: readonly SpecNode[], offset: number): readonly Span[] {
  const found = firstAt(nodes, offset);
  return found === undefined ? [] : around(found, offset);
}

/** The first of spans in text order that holds the offset: there are many cursors, and many members. */
function firstAt<S extends Span>(spans: readonly S[], offset: number): S | undefined {
  let [low, high] = [0, spans.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (spans[middle]!.offset + spans[middle]!.length < offset) low = middle + 1;
    else high = middle;
  }
  const found = spans[low];
  return found !== undefined && holds(found, offset) ? found : undefined;
}

function inQuotes({ offset, length }: Span, at: number): readonly Span[] {
  const inside = { offset: offset + 1, length: length - 2 };
  return length > 2 && holds(inside, at) ? [inside] : [];
}

function holds({ offset, length }: Span, at: number): boolean {
  return at >= offset && at <= offset + length;
}
