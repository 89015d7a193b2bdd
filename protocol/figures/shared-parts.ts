/** Parameters, and parts of JSON documents, that several figures have. */
import * as z from 'zod/mini';
import { count, source, splitName } from '../common.ts';
import { arrayReference } from '../rpc/array-reference.ts';

export const split = z._default(splitName, 'validation');
export const seed = z._default(count, 0);

/** Number of rows, from the start of the split. */
export const rowLimit = z._default(z.int().check(z.minimum(2), z.maximum(65_536)), 4096);

/** The split that a figure is of. */
export const ofSplit = { type: split, words: 'train, validation or test.', option: { value: 'S' } } as const;

/** Values of the context columns; null: like the command line without `--context`. */
export const context = z._default(
  z.nullable(z.record(z.string().check(z.maxLength(256)), z.string().check(z.maxLength(4096)))),
  null,
);

/** Context values of a figure of one row. @param otherwise describes the default */
export function contextParameter(otherwise: string) {
  return {
    type: context,
    words: 'Values of the context columns.',
    option: { value: 'k=v,…', notation: 'context', otherwise },
  } as const;
}

/** Takes the context from a row, mainly for flows with condition images. */
export const contextRow = {
  type: z._default(z.nullable(count), null),
  words: 'Row of the split that provides the context where no other is given.',
  option: { value: 'ROW', name: 'context-row', otherwise: '' },
} as const;

/** Option of commands on flows with condition images. */
export const contextFileOption = {
  value: 'F',
  name: 'context-file',
  words:
    'Condition image: a PNG, JPEG or WebP file, which is scaled and cropped to its size, or a .npy file of this size with integers 0 … 255 or numbers in [0, 1]. With several condition images: name=F,…',
  type: z._default(z.nullable(z.string()), null),
} as const;

/** Of commands on the rows of a file. */
export const rowContextFileOption = {
  ...contextFileOption,
  words:
    'Condition images of the rows of --data that are not derived from the images: one for all rows (PNG, JPEG, WebP, or .npy with integers 0 … 255 or numbers in [0, 1]), or one for each row (.npy [n, height, width, channels], IDX, or a folder of images). With several condition images: name=F,…',
} as const;

/** Where the condition images of the rows of a file are from. */
export const conditionOrigins = z.optional(
  z.array(
    z.strictObject({
      name: z.string(),
      /** Derived from each image, one for each row of a file, or one of a file for all rows. */
      from: z.enum(['image', 'file', 'one']),
      /** Of the file, as it was written. */
      path: z.optional(z.string()),
    }),
  ),
);

/** Of traversals and interpolations. */
export const numberedLatents = {
  type: z._default(z.nullable(z.enum(['encoded', 'drawn'])), null),
  words:
    'What row numbers refer to: encoded rows of the split, or latents drawn from the prior (those of the samples with the same seed).',
  option: { value: 'L', otherwise: 'Default: encoded if the model has an encoder, else drawn.' },
};

/** Present if the numbers are of draws of the prior. */
export const drawnLatents = z.optional(z.literal('drawn'));

export const pixels = {
  type: z._default(z.boolean(), false),
  words: 'Images as uint8 0 … 255 instead of float64 in data units; only for image sources.',
};

/** Of traversals and interpolations. */
export const logq = {
  type: z._default(z.boolean(), false),
  words: 'Include log q of each point: of a VAE the ELBO of one draw, of a GAN nothing (null).',
};

/** The file that a command writes. @param formats what each suffix means */
export function outputOption(formats: string) {
  return {
    value: 'F',
    short: 'o',
    words: formats,
    type: z._default(z.nullable(z.string()), null),
  } as const;
}

export const THEME_NAMES = ['dark', 'light'] as const;

/** Of modeled categories, by column: the name that each number k stands for is `values[k]`. Absent without any. */
export const modeledCategories = z.optional(
  z.array(z.strictObject({ column: z.string(), values: z.array(z.string()) })),
);

/** Of each column, where the turn of an angle starts, and its period; null: it is no angle. Absent: no column is, or an older daemon does not tell. */
export const turnsOfColumns = z.optional(z.array(z.nullable(z.tuple([z.number(), z.number()]))));

/** Colors of the pictures that a command writes. */
export const themeOption = {
  value: 'T',
  words: 'Colors of a picture: dark or light.',
  type: z._default(z.nullable(z.enum(THEME_NAMES)), null),
  otherwise: 'Default: dark.',
} as const;

/** Keys of every JSON document of a command on a run. */
export const document = { v: z.literal(1), ...source };

/** Keys of the JSON of a command that may write points to a file. */
export const POINT_FILE = { path: z.nullable(z.string()), format: z.enum(['json', 'csv', 'npy', 'png', 'svg']) };

/** Steps along a path in pictures of curves, unless a request says it. */
export const CURVE_STEPS = 97;

/**
 * Condition images that were given, uint8 [height, width, channels], 0 … 255, in the order of the context. Absent without
 * condition images, and in answers of older daemons.
 */
export const conditionImages = z.optional(z.array(z.strictObject({ name: z.string(), pixels: arrayReference })));
