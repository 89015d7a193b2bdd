import * as z from 'zod';
import { defineDoubt } from '../define-doubt.ts';
import { normal } from '../example-numbers.ts';
import { listed } from '../figures-text.ts';
import { areMany } from './many-labels.ts';

const figures = z.strictObject({
  column: z.string(),
  modeled: z.boolean().default(false),
  labels: z.array(
    z.strictObject({
      text: z.string(),
      rows: z.number(),
      /** Of its first row. */
      place: z.string(),
      /** A more frequent label with the same letters and digits; null if it is only rare. */
      like: z.string().nullable(),
    }),
  ),
});

/** Rows from which on a label is learned well enough. */
const FREQUENT = 30;

type Found = z.infer<typeof figures>['labels'][number];

/** A label is another one in other letters, or occurs once: it is probably a misspelling. */
export const doubtfulLabels = defineDoubt({
  kind: 'doubtful-labels',
  code: 'many-labels',
  severity: 'warning',
  figures,
  detect({ labelColumns, trainingRows }) {
    return labelColumns.flatMap(({ column, modeled, labels, numeric }) => {
      if (numeric || areMany(labels.length, trainingRows)) return [];
      const known = new Map<string, string>();
      const found = labels.flatMap(({ text, rows, place }): Found[] => {
        const like = known.get(lettersOf(text)) ?? null;
        if (like === null) known.set(lettersOf(text), text);
        return like !== null || rows === 1 ? [{ text, rows, place, like }] : [];
      });
      return found.length === 0 ? [] : [{ column, modeled, labels: found }];
    });
  },
  describe({ column, modeled, labels }) {
    const texts = labels.map(({ text, rows, place, like }) => {
      const where = rows === 1 ? place : `${rows} rows, first ${place}`;
      return `'${text}' (${where})${like === null ? ' has one row only' : ` differs from '${like}' in case, accents or punctuation only`}`;
    });
    const them = labels.length === 1 ? 'the label' : 'the labels';
    const learned = modeled
      ? 'learns how often each label occurs, and beside which values'
      : 'learns one density for each label';
    // A frequent label is no misspelling: it may even be meant.
    const areFrequent = labels.every(({ rows, like }) => like !== null && rows >= FREQUENT);
    const cause = areFrequent ? `The flow ${learned}` : `The flow ${learned}, which needs many rows`;
    const cure = areFrequent
      ? 'If these are the same label, write them alike in the file'
      : `Correct ${them} in the file, or remove the rows`;
    return {
      message: `${modeled ? '' : 'context '}column ${column}: ${listed(texts)}. ${cause}. ${cure}`,
      fixes: [],
    };
  },
  example: {
    columns: ['a', 'b', 'city'],
    rows: 200,
    row: (i) => [normal(i), normal(i, 1), i === 20 ? 'bern' : i % 3 === 0 ? 'Bern' : 'Wien'],
    keys: { context: ['city'] },
  },
});

/** Letters and digits, without case and accents. */
function lettersOf(text: string): string {
  const letters = text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}.+<>=-]/gu, '');
  return letters === '' ? text : letters;
}
