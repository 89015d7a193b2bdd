/**
 * Control characters in names, paths and cells as escapes, where a text reaches a terminal: they could move the cursor,
 * hide text or reverse its order.
 */

// Controls except tab and line feed, line separators, and the marks that change the direction of text.
const UNSAFE =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters to escape
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;
/** The colors of `createStyle`, and nothing else: a name could hide text in others. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences start with ESC
const OWN_COLORS = /(\u001b\[(?:1|2|22|31|32|33|34|36|39)m)/;

/** `\u001b` for each unsafe character. @param color whether the text may have Flowscope's own colors */
export function printable(text: string, color: boolean): string {
  if (!color) return escaped(text);
  return text
    .split(OWN_COLORS)
    .map((part, i) => (i % 2 === 1 ? part : escaped(part)))
    .join('');
}

/** Like `printable`, for a cell or a field, which is one line. */
export function printableLine(text: string): string {
  return text.replace(/[\t\n]/g, escapeOf);
}

/** JSON with the same value, in ASCII where a terminal would act on a character. */
export function printableJson(json: string): string {
  return escaped(json);
}

function escaped(text: string): string {
  return text.replace(UNSAFE, escapeOf);
}

function escapeOf(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
