import * as z from 'zod';
import { number, unit } from '../common.ts';
import { arrayReference } from '../rpc/array-reference.ts';
import { defineFigure } from './define-figure.ts';
import { context, document, outputOption } from './shared-parts.ts';

/** JSON of `flowscope density`. */
export const densityResultSchema = z.strictObject({
  ...document,
  /** x low, x high, y low, y high; data units. */
  extent: z.tuple([z.number(), z.number(), z.number(), z.number()]),
  width: z.int().min(1),
  height: z.int().min(1),
  unit,
  context: z.record(z.string(), z.string()).nullable(),
  /** ∫ q over the extent. */
  integral: number,
  path: z.string().nullable(),
  format: z.enum(['json', 'npy', 'npz', 'png']),
  /** log q at the cell centers, [height][width], smallest y first; only without a file. */
  logProb: z.array(z.array(number)).optional(),
  trueLogProb: z.array(z.array(number)).nullable().optional(),
});

const cells = z.int().min(2).max(1024).default(256);

/** Cells along each side on the command line: fewer if they are printed as JSON. */
export const DENSITY_SIZE = { file: 200, printed: 100 } as const;

export const densityFigure = defineFigure({
  name: 'density',
  title: 'Density',
  models: ['flow'],
  panel: true,
  follow: true,
  parameters: {
    width: { type: cells, words: 'Cells along x.' },
    height: { type: cells, words: 'Cells along y.' },
    extent: {
      type: z
        .tuple([z.number(), z.number(), z.number(), z.number()])
        .refine(([left, right, bottom, top]) => left < right && bottom < top, 'lower bounds must be below upper bounds')
        .nullable()
        .default(null),
      words: 'Rectangle in data units: x low, x high, y low, y high.',
      option: {
        value: 'x0,x1,y0,y1',
        words: 'Rectangle in data units.',
        notation: 'rectangle',
        otherwise: 'Default: around the training rows.',
      },
    },
    context: {
      type: context,
      words: 'Values of the context columns. Required if the flow has any.',
      option: { value: 'k=v,…', notation: 'context' },
    },
  },
  result: densityResultSchema.omit({ v: true, path: true, format: true, logProb: true, trueLogProb: true }).extend({
    columns: z.array(z.string()),
    /** float64 [height, width], smallest y first: log q at the cell centers. */
    logProb: arrayReference,
    trueLogProb: arrayReference.nullable(),
    /** KL(p‖q) over the extent by the midpoint rule, nats; null if p is not known. */
    divergence: number,
  }),
  command: 'density',
  commandOptions: {
    size: {
      value: 'N',
      words: 'Cells along each side.',
      type: z.int().min(2).max(4096).nullable().default(null),
      otherwise: `Default: ${DENSITY_SIZE.file}; ${DENSITY_SIZE.printed} for --json without -o.`,
    },
    output: outputOption(
      '.png (beside the true density if it is known), .npy (log q in nats, float64 [N, N], smallest y first), .npz (logq, logp, x, y, float64).',
    ),
  },
  document: densityResultSchema,
});
