/** Sentences that panels, the editor and the command line share. The command line shows them in English. */
import { FINDING_TEXTS } from './findings/finding-strings.ts';
import { GENERAL_TEXTS } from './general-strings.ts';
import { type Sentences, sentences, type Texts } from './sentences.ts';

export const TEXTS = { ...GENERAL_TEXTS, ...FINDING_TEXTS } as const satisfies Texts;

export type FormatStrings = Sentences<typeof TEXTS>;

export const ENGLISH: FormatStrings = sentences(TEXTS);
