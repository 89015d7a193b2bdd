/** What went wrong as a sentence, and what to do about it: `The file is missing. Put it there.` @param hint null: none */
export function sentenceWithHint(message: string, hint: string | null): string {
  // A translated message may end with the full stop of its script.
  const sentence = /[.!?。！？]$/.test(message) ? message : `${message}.`;
  return hint === null ? sentence : `${sentence} ${hint}`;
}
