/** Texts of the Layers panel. */
import type { Texts } from '../../daemon/format/sentences.ts';
import { localized } from '../bridge/localized.ts';

export const TEXTS = {
  shownLater: 'The layers are shown after the first checkpoint.',
  inspecting: 'Inspecting the layers…',
  inspectionFailed: 'The layers cannot be inspected',

  logQ: 'log q(x)',
  nll: 'NLL',
  nllDefinition:
    '−log q(x), mean over held-out rows, in data units, where\nlog q(x) = log π(f(x)) + Σ log|det ∂f_l/∂h_{l−1}|.',
  logPi: 'log π(z)',
  logPiDefinition: 'Log-density of the latents under the base distribution, mean over the same rows.',
  gaussianNll: 'Gaussian NLL',
  gaussianNllDefinition:
    'G₀ = ½ log det(2πe·Cov[x]): the NLL of a Gaussian fitted to the data.\nThe gains of the layers are measured from here.',
  zeroVariance: 'zero variance in a direction',
  'covariance.full': 'full covariance',
  'covariance.diagonal': 'diagonal covariance',
  roundTrip: 'round trip',
  largestRoundTrip: 'largest of all layers',
  roundTripDefinition: 'max |h − g(f(h))| over the rows, layer by layer, where g is the inverse of the layer.',
  sumError: 'error of the sum',
  withinTolerance: 'within tolerance',
  aboveTolerance: 'above the tolerance',
  tooLargeToCheck: 'log q(x) is too large to check in float32',
  sumErrorDefinition:
    'The largest difference between the sum of the terms of a row and its log q(x).\nThe tolerance is 1e−5·max(1, |log q(x)|).',

  waterfall: 'log π(z) + Σ log|det| = log q(x), nats',
  theWaterfall: 'the waterfall',
  termDetail: 'mean {mean} nats, p10 {low}, p90 {high}',
  termDetailWithGain: 'mean {mean} nats, p10 {low}, p90 {high}, gain {gain}',
  sumExact: 'The terms add up to log q(x) in every row.',
  sumExactIfFinite: 'The terms add up to log q(x) in every row with a finite log q.',
  sumTooLarge: 'log q(x) is so large that float32 cannot check the sum of the terms.',
  sumWrong: 'The terms do not add up to log q(x). This is a bug in Flowscope.',
  selectLayer: 'Select the first of these layers',
  finding: '{place}: {text}',
  why: 'Why a large log-det does not imply a large gain',
  whyText:
    'A bar is the mean log-det of a layer: how much it expands volume. Layers can exchange scale at no cost: if one expands by the factor by which the next one contracts, both bars grow and log q(x) stays the same. The gain is measured differently: the flow is cut after a layer and a Gaussian is fitted to the output. The NLL of this flow, G_l, is ½ log det(2πe·Cov[h_l]) minus the mean log|det| of the layers up to l and of the standardization, and gain_l = G_{l−1} − G_l. With full covariance, linear layers, actnorm and permutations have a gain of 0, because they map a Gaussian to a Gaussian. With diagonal covariance a linear layer can have a gain, because it changes the correlations. Whiskers reach from p10 to p90 over the rows. Means add up, percentiles do not.',
  noLayerSelected: 'Select a layer above, or put the cursor on it in the spec, to see its input and output.',

  readingHistory: 'Reading the history of the layers…',
  historyFailed: 'The history of the layers cannot be read',
  history: 'Mean log|det| over the steps',
  historyChart: 'Mean log-det of each layer over the training steps',
  theHistory: 'the history',

  layer: 'Layer {index}: {type}',
  layerFailed: 'This layer cannot be inspected',
  inspectingLayer: 'Inspecting the layer…',
  meanLogDet: 'mean log|det|',
  spreadOverRows: '± {std} over rows',
  meanLogDetDefinition:
    'log|det ∂f_l/∂h_{l−1}|, data → latent, mean over the held-out rows.\nPositive: the layer expands volume.',
  gain: 'gain',
  gainDefinition:
    'G_{l−1} − G_l: the drop in NLL if the flow is cut after this layer\ninstead of before it and a Gaussian is fitted to its output.',
  layerRoundTripDefinition: 'max |h − f⁻¹(f(h))| over the rows, where h is the input of the layer.',
  outsideBound: 'outside the bound',
  outsideBoundDefinition: 'Share of the coordinates outside the spline’s bound, where the spline is the identity.',
  input: 'Input',
  output: 'Output',
  row: 'row',
  inputPoints: 'Input of the layer, {rows} points',
  outputPoints: 'Output of the layer, {rows} points',
  inputKey: 'input',
  outputKey: 'output',
  pooledOutputKey: 'output, all dimensions together',
  dimension: 'dimension',
  distributions: 'Distributions of the input and the output',
  inputMean: 'mean of the input',
  outputMean: 'mean of the output',
  outputDeviation: 'standard deviation of the output',
  scaleMean: 'mean log-scale s',
  shiftMean: 'mean shift t',
  channelOf: '{map}, channel {channel}',
  copied: 'copied',
  moments: 'Means and deviations by dimension',
  inputMoments: 'input, mean ± std',
  outputMoments: 'output, mean ± std',
  scale: 'log-scale s',
  shift: 'shift t',
  moreDimensions: {
    one: '{count} more dimension is not listed.',
    other: '{count} more dimensions are not listed.',
  },
} as const satisfies Texts;

export const strings = localized('layers', TEXTS);
