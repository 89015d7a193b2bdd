/** Texts of the Samples panel. */
import type { Texts } from '../../daemon/format/sentences.ts';
import { localized } from '../bridge/localized.ts';

export const TEXTS = {
  shownLater: 'Samples are drawn after the first checkpoint.',
  drawing: 'Drawing samples…',
  drawingFailed: 'Samples cannot be drawn',
  samples: 'samples',
  temperature: 'temperature',
  temperatureHelp:
    'z = μ + T·(z₀ − μ). Below T = 1, latents are closer to the base mean, which usually gives less varied samples. Above it, samples are more spread out.',
  seed: 'seed',
  nextSeed: 'Draw with the next seed',
  anyContext: 'any (as in the data)',
  everyValue: 'every value',
  heading: '{n} samples x = f⁻¹(z)',
  headingOfBound: '{n} samples x ~ p(x | z)',
  headingOfNone: '{n} samples x = g(z)',
  drawnWith: 'step {step}, T = {temperature}, seed {seed}',
  theSamples: 'the samples',

  help: 'How samples are drawn',
  helpDrawn:
    'For each of these {n} samples, a latent z is drawn from the base distribution (seed {seed}), and the inverse flow maps it to x = f⁻¹(z).',
  helpDrawnOfBound:
    'For each of these {n} samples, a latent z is drawn from the prior (seed {seed}), and then x from p(x | z), whose parameters the decoder computes from z.',
  helpDrawnOfNone:
    'For each of these {n} samples, a latent z is drawn from the prior (seed {seed}), and the generator maps it to x = g(z).',
  helpSame: 'At T = 1 the samples follow q(x) exactly.',
  helpSameOfBound: 'T scales the latents, not the noise of p(x | z). At T = 1 these are samples of the model.',
  helpSameOfNone: 'At T = 1 these are samples of the model.',
  helpColder:
    'At T = {temperature} the latents are closer to the base mean than those that the model learned with, so the samples are less varied. Set T = 1 to judge the model.',
  helpHotter:
    'At T = {temperature} the latents are further from the base mean than those that the model learned with, so the samples are more spread out. Set T = 1 to judge the model.',
  helpPoints:
    'Samples of a good model lie where the held-out data lie, in the same proportions. Thin bridges between separate clusters are normal, because the map from z to x is continuous.',
  helpImages: 'Nearest Training Images shows whether the model copies its training images.',

  helpLikelihood:
    'Samples can look worse than the likelihood suggests, because the likelihood gives every pixel the same weight.',

  images: '{n} sampled images',
  sampleImage: 'Sample {index}{context}',
  conditionLine: 'Each line: {names}, then samples given these conditions.',
  lineOfRow: 'row {row}',
  valueLine: 'Each line: samples given one value of {column}.',
  otherConditions: 'Everything else that the samples are given is that of held-out row {row}.',
  conditionSpread:
    'The last two pictures are the mean of each pixel and its standard deviation (white: {white} gray levels of 255).',
  original: 'the held-out row itself',
  'summary.mean': 'Mean of the samples for held-out row {row}',
  'summary.deviation': 'Standard deviation of the samples for held-out row {row}',
  'summaryOfValue.mean': 'Mean of the samples with {column} {value}',
  'summaryOfValue.deviation': 'Standard deviation of the samples with {column} {value}',
  spread: 'Mean and standard deviation of the samples, pixel by pixel',
  spreadImages: 'Mean and standard deviation of each pixel',
  spreadScale: 'In the second picture, white means a standard deviation of {white} gray levels (of 255).',
  rowImage: '{name} of held-out row {row}',
  nearest: 'Nearest training images',
  searching: 'Searching the training images…',
  searchFailed: 'The nearest images cannot be found',
  nearestPairs: 'First samples beside their nearest training images',
  nearestPair: 'Sample {sample} and training image {row}',
  distance: 'distance {distance}',

  sample: 'sample',
  data: 'data',
  samplesKey: 'samples',
  marginal: 'Distribution of {column}: samples and {rows}',
  scatter: 'Samples over {rows}, {y} against {x}',
  dataRows: 'rows of the data',
  'rowsOf.train': 'training rows',
  'rowsOf.validation': 'validation rows',
  'rowsOf.test': 'test rows',
  view: 'view',
  'view.corner': 'corner plot',
  'view.pair': 'two columns',
  corner: 'Corner plot of samples over {rows}',
  outlinedSamples: 'samples (outlined)',
  filledRows: '{rows} (filled)',
  regions: 'Contours enclose 39, 86 and 95 % of the samples, or of the rows.',
  weighted: 'The {count} {rows} have weights. Effective sample size: {size}.',
  'weighted.corner': 'Bars, contours, the areas of points and the numbers below follow the weights.',
  'weighted.pair': 'Points are rows drawn by weight. Bars and the numbers below follow the weights.',
  fewRows: 'Fewer than {fewest} rows are drawn as points.',
  columnChoice: 'Columns: {shown} of {all}',
  mostColumns: 'A corner plot has at most {most} columns.',
  moreColumns: {
    one: '{count} more column is in the table below.',
    other: '{count} more columns are in the table below.',
  },
  clipped: {
    one: '{count} of {n} samples had a value outside the bounds of its column, which was clipped.',
    other: '{count} of {n} samples had a value outside the bounds of their columns, which was clipped.',
  },
  moments: 'Means and deviations',
  momentsByColumn: 'Means and deviations by column',
  column: 'column',
  sampleMoments: 'samples, mean ± std',
  dataMoments: 'data, mean ± std',
  sampleSummary: 'samples, mean ± std or shares',
  dataSummary: 'data, mean ± std or shares',
  allAround: 'all around',
  circularMoments: 'Angles have a circular mean, and deviations are the shorter ways around the circle.',
  coordinate: 'coordinate',
  everyMean: 'every mean',
} as const satisfies Texts;

export const strings = localized('samples', TEXTS);
