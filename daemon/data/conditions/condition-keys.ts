/** The key `context` of image sources. */
import * as z from 'zod';

const extent = z.int().min(1).max(4096);
const start = z.int().min(0).max(4096);

const WAYS = ['crop', 'downsample', 'edges'] as const;

/** The keys of a condition image that say how it is made. */
function waysOf(condition: unknown): readonly string[] {
  if (typeof condition !== 'object' || condition === null) return [];
  return WAYS.filter((key) => Reflect.get(condition, key) !== undefined);
}

export const imageConditionSchema = z
  .strictObject({
    as: z.literal('image').describe('Derives a condition image from each image.'),
    crop: z
      .tuple([start, start, extent, extent])
      .optional()
      .describe('[top, left, height, width]: this part of the image is the condition, and the rest is modeled.'),
    complement: z
      .boolean()
      .optional()
      .describe(
        'Only with `crop`. true (default): only the rest of the image is modeled. false: the whole image is modeled.',
      ),
    downsample: z
      .int()
      .min(2)
      .max(256)
      .optional()
      .describe('The image at a lower resolution: each pixel is the mean of a square with sides of this many pixels.'),
    edges: z.literal(true).optional().describe('The edge strength at each pixel (Sobel).'),
  })
  .refine((condition) => waysOf(condition).length === 1, {
    error: ({ input }) =>
      `must have exactly one of "crop", "downsample" and "edges", found ${waysOf(input).join(' and ') || 'none of them'}`,
  })
  .refine(
    ({ crop, complement }) => complement === undefined || crop !== undefined,
    'must not have "complement" without "crop"',
  );

export type ImageCondition = z.infer<typeof imageConditionSchema>;

const one = z.union([z.enum(['label', 'none']), imageConditionSchema]);

export type ContextKey = z.infer<typeof one> | readonly z.infer<typeof one>[];

const severalSchema = z
  .array(one)
  .min(1)
  .max(8)
  .refine((entries) => repeated(entries) === undefined, {
    error: ({ input }) => {
      const entry = repeated(z.array(one).catch([]).parse(input));
      return `${typeof entry === 'string' ? entry : `the condition image ${JSON.stringify(entry)}`} is listed twice`;
    },
  });

/** The first entry that repeats an earlier one. */
function repeated(entries: readonly z.infer<typeof one>[]): z.infer<typeof one> | undefined {
  const texts = entries.map(canonical);
  return entries.find((_, i) => texts.indexOf(texts[i]!) < i);
}

/** A text that is equal for equivalent entries. */
function canonical(entry: z.infer<typeof one>): string {
  if (typeof entry === 'string') return entry;
  const { crop, complement = true, downsample, edges } = entry;
  return JSON.stringify([crop, crop && complement, downsample, edges]);
}

/** @param label what the label is */
export function imageContextKey(label: string) {
  return z
    .union([z.enum(['label', 'none']), imageConditionSchema, severalSchema])
    .default('none')
    .describe(
      `The context that every conditioner is given. "label": ${label}, one-hot. An object: a condition image derived from each image, {"as": "image"} with "crop", "downsample" or "edges". A list: several of these.`,
    );
}

/** Whether the label is part of the context. */
export function takesLabel(context: ContextKey): boolean {
  return [context].flat().includes('label');
}

/** Whether a source's `context`, which may be that of a table, has condition images. */
export function hasImageConditions(context: unknown): boolean {
  return [context].flat().some((entry) => imageConditionSchema.safeParse(entry).success);
}

/** The condition images that are derived, in the order of the spec. */
export function derivedConditions(context: ContextKey): readonly ImageCondition[] {
  return [context].flat().filter((entry) => typeof entry === 'object');
}
