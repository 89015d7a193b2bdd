/** A time in the name of a file: `20261129T101500Z`. Sorts as the times do, and no file system forbids it. */
export function timeName(time: Date): string {
  return time.toISOString().replace(/[-:]|\.\d+/g, '');
}

/** The source of a regular expression for it. */
export const TIME_NAME = String.raw`\d{8}T\d{6}Z`;
