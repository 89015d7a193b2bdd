import * as z from 'zod/mini';
import { isPlane, number, unit } from '../common.ts';
import { arrayReference } from '../rpc/array-reference.ts';
import { defineFigure } from './define-figure.ts';
import { context, document, modeledCategories, outputOption, themeOption } from './shared-parts.ts';

/** JSON of `flowscope density`. */
export const densityResultSchema = z.strictObject({
  ...document,
  /** x low, x high, y low, y high; data units. */
  extent: z.tuple([z.number(), z.number(), z.number(), z.number()]),
  width: z.int().check(z.minimum(1)),
  height: z.int().check(z.minimum(1)),
  unit,
  context: z.nullable(z.record(z.string(), z.string())),
  /** ∫ q over the extent. */
  integral: number,
  path: z.nullable(z.string()),
  format: z.enum(['json', 'npy', 'npz', 'png', 'svg']),
  /** log q at the cell centers, [height][width], smallest y first; only without a file. */
  logProb: z.optional(z.array(z.array(number))),
  trueLogProb: z.optional(z.nullable(z.array(z.array(number)))),
});

/** Highest-density regions: shares of the mass. */
export const REGION_MASSES = [0.5, 0.9, 0.99] as const;

const cells = z._default(z.int().check(z.minimum(2), z.maximum(1024)), 256);

/** Cells along each side on the command line: fewer if they are printed as JSON. */
export const DENSITY_SIZE = { file: 200, printed: 100 } as const;

export const densityFigure = defineFigure({
  name: 'density',
  title: 'Density',
  models: ['flow'],
  purpose: 'shows the exact density of a flow',
  points: isPlane,
  panel: true,
  follow: true,
  parameters: {
    width: { type: cells, words: 'Cells along x.' },
    height: { type: cells, words: 'Cells along y.' },
    extent: {
      type: z._default(
        z.nullable(
          z
            .tuple([z.number(), z.number(), z.number(), z.number()])
            .check(
              z.refine(
                ([left, right, bottom, top]) => left < right && bottom < top,
                'lower bounds must be below upper bounds',
              ),
            ),
        ),
        null,
      ),
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
    latents: { type: z._default(z.boolean(), false), words: 'Include z = f(x) at the cell centers.' },
    regions: {
      type: z._default(z.boolean(), false),
      words:
        'Include the levels of the smallest regions that hold 50, 90 and 99 % of the mass, also outside the extent.',
    },
  },
  result: z.extend(
    z.omit(densityResultSchema, { v: true, path: true, format: true, logProb: true, trueLogProb: true }),
    {
      columns: z.array(z.string()),
      /** Names of the values k of columns of categories, which have noise in [0, 1). Absent: there is none. */
      categories: modeledCategories,
      /** float64 [height, width], smallest y first: log q at the cell centers. */
      logProb: arrayReference,
      trueLogProb: z.nullable(arrayReference),
      /** KL(p‖q) over the extent by the midpoint rule, nats; null if p is not known. */
      divergence: number,
      /** float32 [height, width, 2]: z at the cell centers, if it was requested. */
      latents: z.optional(z.nullable(arrayReference)),
      /**
       * If they were requested: the points with log q ≥ `level` are the smallest region with this share of the mass of q, and
       * likewise `trueLevel` of p. null: a wide area around the training rows holds less, or p is not known.
       */
      regions: z.optional(z.nullable(z.array(z.strictObject({ mass: z.number(), level: number, trueLevel: number })))),
    },
  ),
  command: 'density',
  commandOptions: {
    size: {
      value: 'N',
      words: 'Cells along each side.',
      type: z._default(z.nullable(z.int().check(z.minimum(2), z.maximum(4096))), null),
      otherwise: `Default: ${DENSITY_SIZE.file}; ${DENSITY_SIZE.printed} for --json without -o.`,
    },
    output: outputOption(
      '.png or .svg (beside the true density if it is known), .npy (log q in nats, float64 [N, N], smallest y first), .npz (logq, logp, x, y, float64).',
    ),
    theme: themeOption,
  },
  document: densityResultSchema,
});
