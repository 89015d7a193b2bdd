import * as z from 'zod/mini';
import { count, layerPlace, number, splitName, unit } from '../common.ts';
import { defineFigure } from './define-figure.ts';
import { contextFileOption, contextParameter, contextRow, document, pixels, split } from './shared-parts.ts';

/** Numbers of a point that a request may hold. */
const MOST_NUMBERS = 65_536;
/** Points with more numbers are not followed from layer to layer. */
export const MOST_FOLLOWED = 16;

const point = z._default(z.nullable(z.array(z.number()).check(z.minLength(1), z.maxLength(MOST_NUMBERS))), null);

/** JSON of `flowscope probe`. */
export const probeResultSchema = z.strictObject({
  ...document,
  /** The row that the point is; null: it was given as x or z. */
  row: z.nullable(count),
  split: splitName,
  unit,
  shape: z.array(z.int().check(z.minimum(1))),
  /** Data units (or pixels), flattened. */
  x: z.array(number),
  /** Flattened. */
  z: z.array(number),
  /** log q(x) = base + the last `running`, data units. */
  logq: number,
  /** log π(z). */
  base: number,
  /** log p(x); null if it is not known. */
  logp: number,
  /** Data → latent. Indices −3 to −1: what the columns of the data go through. */
  layers: z.array(
    z.strictObject({
      ...layerPlace,
      logDet: number,
      /** Sum of the log-dets up to this layer. */
      running: number,
    }),
  ),
  /**
   * Before the first layer of the flow, and after each one (not the standardization), in the flow’s units, flattened; null above
   * 16 dimensions.
   */
  states: z.nullable(z.array(z.array(number))),
});

export const probeFigure = defineFigure({
  name: 'probe',
  title: 'Probe',
  models: ['flow'],
  purpose: 'shows how a point passes through the layers of a flow',
  panel: true,
  follow: true,
  parameters: {
    x: {
      type: point,
      words: 'The point in data units, flattened.',
      option: { value: 'a,b,…', notation: 'numbers' },
    },
    z: { type: point, words: 'The latent of the point, flattened.', option: { value: 'a,b,…', notation: 'numbers' } },
    row: {
      type: z._default(z.nullable(count), null),
      words: 'A row of the split, 0-based.',
      option: { value: 'ROW' },
    },
    split: {
      type: split,
      words: 'Split that gives the row: train, validation or test.',
      option: { value: 'S' },
    },
    context: contextParameter('Default: those of the row, or of row 0 without one.'),
    contextRow,
    pixels,
  },
  result: z.omit(probeResultSchema, { v: true }),
  command: 'probe',
  commandOptions: { contextFile: contextFileOption },
  document: probeResultSchema,
});
