/** A word of a command line that can be copied into a shell: in single quotes, unless it needs none. */
export function shellWord(text: string): string {
  return /^[\w.,:/\\@=+-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
