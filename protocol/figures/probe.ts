import * as z from 'zod';
import { count, layerPlace, number, splitName, unit } from '../common.ts';
import { defineFigure } from './define-figure.ts';
import { context, document, pixels, split } from './shared-parts.ts';

/** Numbers of a point that a request may hold. */
const MOST_NUMBERS = 65_536;
/** Points with more numbers are not followed from layer to layer. */
export const MOST_FOLLOWED = 16;

const point = z.array(z.number()).min(1).max(MOST_NUMBERS).nullable().default(null);

/** JSON of `flowscope probe`. */
export const probeResultSchema = z.strictObject({
  ...document,
  /** The row that the point is; null: it was given as x or z. */
  row: count.nullable(),
  split: splitName,
  unit,
  shape: z.array(z.int().min(1)),
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
  /** Data → latent. Index −1: the standardization of the data. */
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
  states: z.array(z.array(number)).nullable(),
});

export const probeFigure = defineFigure({
  name: 'probe',
  title: 'Probe',
  models: ['flow'],
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
      type: count.nullable().default(null),
      words: 'A row of the split, 0-based.',
      option: { value: 'ROW' },
    },
    split: {
      type: split,
      words: 'Split that gives the row: train, validation or test.',
      option: { value: 'S' },
    },
    context: {
      type: context,
      words: 'Values of the context columns.',
      option: {
        value: 'k=v,…',
        notation: 'context',
        otherwise: 'Default: those of the row, or of row 0 without one.',
      },
    },
    pixels,
  },
  result: probeResultSchema.omit({ v: true }),
  command: 'probe',
  commandOptions: {},
  document: probeResultSchema,
});
