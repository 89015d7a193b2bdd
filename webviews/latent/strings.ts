/** Texts of the Latent panel. */
import type { Texts } from '../../daemon/format/sentences.ts';
import { localized } from '../bridge/localized.ts';

export const TEXTS = {
  shownLater: 'Traversals are available after the first checkpoint.',

  traversals: 'Traversals x = f⁻¹(z), z from −{sigma}σ to +{sigma}σ',
  theTraversals: 'the traversals',
  computing: 'Computing the traversals…',
  computingFailed: 'The traversals cannot be computed',
  directions: 'directions',
  'kind.all': 'all kinds',
  'kind.dimension': 'dimensions by influence',
  'kind.principal': 'principal components of the latents',
  'kind.class': 'differences of classes',
  directionsPerKind: 'directions per kind',
  range: 'range',
  start: 'from',
  baseMean: 'base center',
  heldOutRow: 'row {row}',
  startRow: 'traversals from row',
  'weight.dimension': 'σ {sigma}, influence {weight}',
  'weight.principal': 'σ {sigma}, share of the variance {weight}',
  'weight.class': 'σ {sigma}, distance of the means {weight}',
  directionWithDetail: '{direction}: {detail}',
  traversalAlong: 'Traversal along {direction}',
  traversalPaths: 'Traversals in the plane of the data, one line for each direction; the table has the points',
  traversalPoints: 'Points of the traversals',
  coordinatesShown: 'The first {shown} of {size} coordinates are shown. Exports have all of them.',

  plane: 'Data → latent, layer by layer',
  place: 'after layer',
  data: 'data',
  latents: 'latents',
  afterLayer: 'after layer {layer}',
  planeChart: 'Grid of the plane and held-out rows: {place}',
  planeText:
    'Lines of constant x, lines of constant y, and held-out rows. A well-trained f maps the data onto the base distribution.',

  interpolation: 'Interpolation between two held-out rows',
  fromRow: 'from row',
  toRow: 'to row',
  path: 'path',
  greatCircle: 'great circle',
  straightLine: 'straight line',
  interpolating: 'Interpolating…',
  interpolatingFailed: 'The rows cannot be interpolated',
  fromTo: 'row {from} to row {to}',
  interpolationPaths: 'Interpolation between two held-out rows in the plane of the data; the table has the points',
  interpolationPoints: 'Points of the interpolation',

  encoding: 'Encoding held-out rows…',
  encodingFailed: 'The latents cannot be compared with the base distribution',
  againstBase: 'Latents against the base distribution',
  logQ: 'log q(x)',
  logQDefinition: 'Mean log-likelihood of the held-out rows.\n± is two standard errors.',
  meanOfZ: 'mean of z',
  largestMean: 'largest |mean|',
  meanOfZDefinition: 'Largest |mean| of a latent dimension.\nIt is 0 for a standard normal base distribution.',
  deviationOfZ: 'standard deviation of z',
  deviationOfZDefinition:
    'Smallest and largest standard deviation of a latent dimension.\nIt is 1 for a standard normal base distribution.',
  noScores:
    'The coordinates of the base distribution {base} are not independent, so they cannot be compared one by one with N(0, 1).',
  coordinates: 'All coordinates against N(0, 1)',
  coordinatesChart: 'Quantiles of all latent coordinates against the standard normal',
  normalQuantiles: 'quantiles of N(0, 1)',
  latentQuantiles: 'quantiles of the latents',
  squaredNorm: '‖u‖² against χ² with {degrees} degrees of freedom (u: the latents as standard normal scores)',
  squaredNormChart: 'Quantiles of the squared norm against chi-squared',
  chiSquaredQuantiles: 'quantiles of χ²',
  normQuantiles: 'quantiles of ‖u‖²',
} as const satisfies Texts;

export const strings = localized('latent', TEXTS);
