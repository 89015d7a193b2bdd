/** Names that are cut in the middle where there is no room: their beginning and their end tell layers apart. */
import { css, html, type TemplateResult } from 'lit';

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

function repeatOf(name: string): string {
  return /(?: \[[\d,]+\])?$/.exec(name)![0];
}

/** A name in a box that may be too narrow for it; `elidedStyles` cut it. */
export function elidedName(name: string): TemplateResult {
  const [head, tail] = nameParts(name);
  return html`<span class="elided" title=${name}><span class="head">${head}</span><span class="tail">${tail}</span></span>`;
}

export const elidedStyles = css`
  .elided {
    display: inline-flex;
    min-width: 0;
    max-width: 100%;
    white-space: pre;
  }
  .elided .head {
    flex: 0 1 auto;
    min-width: 0;
    overflow: hidden;
    text-overflow: ellipsis;
  }
  .elided .tail {
    flex: none;
  }
`;
