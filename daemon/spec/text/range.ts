/** Positions and ranges as in the Language Server Protocol: 0-based, characters are UTF-16 code units. */
export interface Position {
  readonly line: number;
  readonly character: number;
}

export interface Range {
  readonly start: Position;
  readonly end: Position;
}

/** A range of the text, in UTF-16 code units from its start. */
export interface Span {
  readonly offset: number;
  readonly length: number;
}

/** Translates offsets into positions. Lines end at \n, \r\n or \r, as in the protocol. */
export interface Lines {
  position(offset: number): Position;
  range(span: Span): Range;
  offset(position: Position): number;
}

export function createLines(text: string): Lines {
  const starts = lineStarts(text);
  const position = (offset: number): Position => {
    const line = lastStartAtOrBefore(starts, offset);
    return { line, character: offset - starts[line]! };
  };
  return {
    position,
    range: ({ offset, length }) => ({ start: position(offset), end: position(offset + length) }),
    offset: ({ line, character }) => {
      if (line >= starts.length) return text.length;
      const end = starts[line + 1] ?? text.length;
      return Math.min(starts[line]! + character, end);
    },
  };
}

function lineStarts(text: string): readonly number[] {
  const starts = [0];
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 13 && text.charCodeAt(i + 1) === 10) continue;
    if (code === 10 || code === 13) starts.push(i + 1);
  }
  return starts;
}

function lastStartAtOrBefore(starts: readonly number[], offset: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (starts[middle]! <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}
