/** Cuts names in the middle: their beginning and their end tell layers apart. */

/** Letters before the repeat index that always stay. */
const KEPT = 4;
/** Of the letters that stay, those at the beginning. */
const HEAD = 0.6;

/** `7  affine-coupling [2]` as a part that may be cut and one that stays: the last letters and the repeat index. */
export function nameParts(name: string): readonly [head: string, tail: string] {
  const repeat = repeatOf(name);
  const at = Math.max(0, name.length - repeat.length - KEPT);
  return [name.slice(0, at), name.slice(at)];
}

/** `affine-c…ing [2]`: as many letters as fit. @param room in the unit of `widthOf` */
export function elideMiddle(name: string, room: number, widthOf: (text: string) => number): string {
  if (widthOf(name) <= room) return name;
  const repeat = repeatOf(name);
  const letters = name.slice(0, name.length - repeat.length);
  for (let kept = letters.length - 1; kept > 1; kept--) {
    const head = Math.ceil(kept * HEAD);
    const text = `${letters.slice(0, head).trimEnd()}…${letters.slice(letters.length - kept + head)}${repeat}`;
    if (widthOf(text) <= room) return text;
  }
  return `…${repeat}`;
}

/** Letters of a name that stands beside others. */
const SHORT = 26;

export function shortName(name: string): string {
  return elideMiddle(name, SHORT, (text) => text.length);
}

/** Of a text of the size of axes, CSS pixels, about. */
export function textWidth(text: string): number {
  return 6.2 * text.length;
}

function repeatOf(name: string): string {
  return /(?: \[[\d,]+\])?$/.exec(name)![0];
}
