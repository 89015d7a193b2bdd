/** A text from a file for a message, at most `most` characters long. It may be of any length. */
export function cut(text: string, most = 60): string {
  // Never half of a pair.
  return text.length <= most ? text : `${text.slice(0, most - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}
