/** Texts of the Density panel. */
import type { Texts } from '../../daemon/format/sentences.ts';
import { localized } from '../bridge/localized.ts';

export const TEXTS = {
  shownLater: 'The density is drawn after the first checkpoint.',
  drawing: 'Drawing the density…',
  drawingFailed: 'The density cannot be drawn',
  logScale: 'log scale',
  theDensity: 'the density',

  learned: 'Learned q(x)',
  learnedLog: 'Learned log q(x)',
  truth: 'True p(x)',
  trueLog: 'True log p(x)',
  difference: 'q(x) − p(x)',
  logDifference: 'log q(x) − log p(x)',

  density: 'density',
  logDensity: 'log density',
  probability: 'probability',
  logProbability: 'log probability',
  differenceScale: 'difference',

  probeHint: 'Point at a map, or focus one and press the arrow keys, to read log q, log p and z.',
  logQ: 'log q',
  logP: 'log p',
  regions: 'Smallest regions that hold a share of the mass:',
  regionOf: '{percent} %',
  regionsMissing: 'A wide area around the training rows holds less than {percents} % of q.',

  conditional: 'q({columns} | the other columns)',
  conditionalAlone: 'q({columns})',
  conditionalLog: 'log q({columns} | the other columns)',
  conditionalAloneLog: 'log q({columns})',
  drawingConditional: 'Computing the conditional density…',
  conditionalFailed: 'The conditional density cannot be computed',
  theConditional: 'the conditional density',
  column: 'column',
  secondColumn: 'and',
  noSecond: 'no other',
  fromRow: 'values of row',
  fromRowHelp: 'Sets all values, and the context, to those of a row of the validation split: 0 to {last}.',
  medians: 'Medians',
  mediansHelp: 'Sets all values to the medians of the training rows',
  backToRow: 'Back to the row',
  heldValues: 'Held values',
  heldOffline: 'These are the medians of the training rows. To choose other values, open the run in Flowscope.',
  heldOfflineContext:
    'These are the medians of the training rows, with the context of validation row 0. To choose other values, open the run in Flowscope.',
  exactValue: '{column}, exact value',
  normalized:
    'Normalized over the shown range: q along the slice, divided by its integral over the range. What lies outside of it is left out.',
  probabilities: 'The probability of a value v is the integral of q over [v, v + step): {columns}.',
  cutOff:
    'At the border of the range the density still has {percent} % of its maximum: part of it lies outside, so the values are too high.',
  nothingHere: 'q is 0 in the whole range, as far as float32 can represent it. Choose values nearer to the data.',
  valueOfRow: '{column} of row {row}: {value}',
  meanOf: 'mean of {column}',
  circularMeanOf: 'circular mean of {column}',
  deviationOf: 'standard deviation of {column}',
  likeliestOf: 'most probable {column}',
  probabilityOf: '{percent} %',
  likeliestDefinition: 'The category with the largest probability, given the other columns.',
  momentDefinition: 'Of the conditional density, inside the shown range.',
  circularDefinition:
    'Of the conditional density, inside the shown range. Angles have a circular mean, and deviations are the shorter ways around the circle. There is no mean if the density is the same all around.',
  beyondRows: '{column} = {value} is beyond all training rows ({low} … {high}): the density there is an extrapolation.',
  logIntegral: 'log ∫ q over the range',
  logIntegralDefinition:
    'log of the integral of q over the shown range, with the other columns held: what log q is reduced by.\nIt is low where the held values are rare together.',
  helpConditional:
    'q of the shown columns, given the values of all others: q(x) along the slice through the point, which the flow computes exactly, divided by its integral over the shown range. Move a slider to see how one column depends on another. Values that are rare together give a density that the flow has learned from few rows.',

  help: 'How to read the density',
  helpDensity:
    'q(x) = π(f(x)) · |det ∂f/∂x|: the flow gives each point of the plane its exact density. The contours hold the stated share of the mass.',
  helpMass:
    'Here {percent} % of the mass is outside the picture; small values of either sign are errors of the numerical integral.',
  helpDivergence:
    'KL(p‖q) is {divergence} nats: on average the flow gives a point of the data a log-density that is lower than the true one by this much. A perfect flow has 0.',
  helpDifference:
    'In the picture of the difference, one color shows where the flow has too much mass, the other where it has too little. A good flow has no large area of one color.',

  integral: 'mass inside the picture',
  integralDefinition:
    '∫ q(x) dx over the picture: the sum of q(x) over {width} × {height} cells, times the area of a cell.\nIt is 1 if the picture contains all of the probability.',
  thePicture: 'the picture',
  divergence: 'KL(p‖q)',
  divergenceDefinition:
    '∫ p(x) (log p(x) − log q(x)) dx over the picture, by the midpoint rule.\nIt is the gap between the expected NLL and the exact floor.',
} as const satisfies Texts;

export const strings = localized('density', TEXTS);
