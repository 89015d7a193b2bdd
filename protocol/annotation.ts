/**
 * What a user writes about a run: a label instead of the name of its flow, and a note. Without schemas, because commands that list
 * runs load none.
 */
export const MAX_LABEL = 80;
export const MAX_NOTE = 4000;

/** What a change says: absent, it stays; null, it is removed. */
export interface AnnotationChange {
  readonly label?: string | null | undefined;
  readonly note?: string | null | undefined;
}

/** Whether it is one line without spaces around it. */
export function isLabel(text: string): boolean {
  return isTrimmed(text, MAX_LABEL) && !/\p{Cc}/u.test(text);
}

export function isNote(text: string): boolean {
  return isTrimmed(text, MAX_NOTE);
}

function isTrimmed(text: string, longest: number): boolean {
  return text !== '' && text.length <= longest && text.trim() === text;
}
