/** Parameters, and parts of JSON documents, that several figures have. */
import * as z from 'zod';
import { count, source, splitName } from '../common.ts';

export const split = splitName.default('validation');
export const seed = count.default(0);

/** Number of rows, from the first of the split. */
export const rowLimit = z.int().min(2).max(65_536).default(4096);

/** Values of the context columns; null: like the command line without `--context`. */
export const context = z.record(z.string().max(256), z.string().max(4096)).nullable().default(null);

export const pixels = {
  type: z.boolean().default(false),
  words: 'Images as uint8 0 … 255 instead of float64 in data units; only for image sources.',
};

/** The file that a command writes. @param formats what each suffix means */
export function outputOption(formats: string) {
  return {
    value: 'F',
    short: 'o',
    words: formats,
    type: z.string().nullable().default(null),
  } as const;
}

/** Keys of every JSON document of a command on a run. */
export const document = { v: z.literal(1), ...source };

/** Keys of the JSON of a command that may write points to a file. */
export const POINT_FILE = { path: z.string().nullable(), format: z.enum(['json', 'csv', 'npy', 'png']) };
