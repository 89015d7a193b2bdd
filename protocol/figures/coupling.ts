import * as z from 'zod/mini';
import { count, layerPlace, number, splitName, unit } from '../common.ts';
import { defineFigure } from './define-figure.ts';
import { conditionImages, document, ofSplit } from './shared-parts.ts';

/** Elements shown at most: a matrix with more of them cannot be read. */
export const MOST_COUPLED = 12;

const element = z.strictObject({
  /** 0-based, in the layer's own input. */
  index: count,
  /** Passes through, and feeds the network. */
  kept: z.boolean(),
  input: number,
  output: number,
  /** output = input · scale + shift; null where the element is kept or the map is no such one. */
  scale: number,
  shift: number,
});

/** JSON of `flowscope coupling`. */
export const couplingResultSchema = z.strictObject({
  ...document,
  split: splitName,
  /** Of the split, 0-based. */
  row: count,
  layer: z.strictObject(layerPlace),
  /** What happens to the elements that are not kept; the network computes it from the kept ones. */
  map: z.enum(['scale-and-shift', 'shift', 'monotone']),
  unit,
  /** Number of elements of the layer's input, and of those that it keeps. */
  dimension: z.int().check(z.minimum(1)),
  kept: count,
  /** The kept ones first. With many dimensions only those that change or matter most. */
  elements: z.array(element).check(z.maxLength(MOST_COUPLED)),
  /** ∂output/∂input in float64: a row for each of `elements` as output, a column for each as input. */
  jacobian: z.array(z.array(number)),
  /** Σ log|∂output/∂input of itself| over all elements, not only those in `elements`. */
  sumLogDiagonal: number,
  /** log|det| as the layer computes it, in float64. */
  logDet: number,
});

export const couplingFigure = defineFigure({
  name: 'coupling',
  title: 'One coupling layer',
  models: ['flow'],
  purpose: 'shows how one coupling layer of a flow transforms a point',
  panel: true,
  follow: true,
  parameters: {
    layer: {
      type: z._default(z.nullable(count), null),
      words: 'The coupling, by its `index` among the layers.',
      option: { value: 'N', words: 'Index of the coupling.', otherwise: 'Default: the first coupling of the flow.' },
    },
    row: { type: z._default(count, 0), words: 'Row of the split, 0-based.', option: { value: 'ROW' } },
    split: ofSplit,
  },
  result: z.extend(z.omit(couplingResultSchema, { v: true }), { conditions: conditionImages }),
  command: 'coupling',
  commandOptions: {},
  document: couplingResultSchema,
});
