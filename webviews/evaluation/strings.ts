/** Texts of the Evaluation panel. */
import type { Texts } from '../../daemon/format/sentences.ts';
import { localized } from '../bridge/localized.ts';

export const TEXTS = {
  shownLater: 'The rows are evaluated after the first checkpoint.',
  split: 'rows of',
  evaluating: 'Evaluating the rows…',
  evaluatingFailed: 'The rows cannot be evaluated',

  logLikelihood: 'mean log q(x)',
  logLikelihoodDefinition: 'The mean of log q(x) over the rows, in data units. ± is two standard errors.',
  elbo: 'mean ELBO',
  elboDefinition: 'A lower bound of the mean of log q(x) over the rows. ± is two standard errors.',
  median: 'median {value}',
  gap: 'gap',
  gapDefinition:
    'The mean of log p(x) − log q(x), where p is the true density: an estimate of KL(p‖q). ± is two standard errors.',
  c2st: 'C2ST',
  c2stRange: 'data: {low} … {high}',
  c2stDefinition:
    'Classifier two-sample test: the share of rows and samples that a small classifier tells apart correctly. 0.5 is no better than guessing, and most right models are between the two numbers below.',
  comparing: 'comparing…',
  tooFewRows: 'too few rows',

  baselines: 'Log-likelihood beside baselines',
  fitting: 'Fitting the baselines…',
  fittingFailed: 'The baselines cannot be fitted',
  baselinesChart: 'Mean log-likelihood of the model and of the baselines',
  nats: 'mean log-likelihood, nats',
  model: 'this model',
  gaussian: 'Gaussian',
  'gaussian-mixture': 'Gaussian mixture',
  kde: 'kernel density estimate',
  mixtureOf: { one: 'Gaussian mixture, {count} component', other: 'Gaussian mixture, {count} components' },
  baselinesNote: 'Log-likelihood of these rows, ± two standard errors. Higher is better.',
  density: 'density',
  likelihood: 'log-likelihood',
  difference: 'model − density',
  details: 'details',
  fullCovariance: 'full covariance',
  bandwidth: '{factor} × Scott’s bandwidth',
  chosenByValidation: 'chosen by validation rows',
  chosenByTraining: 'chosen by training rows that were held out',
  eachClass: 'one for each class',
  linearMean: 'mean linear in the context',
  fittedTo: 'fitted to {rows} rows',
  notFitted: 'none',
  helpBaselinesTitle: 'What the baselines say',
  helpBaselines:
    'The baselines are fitted to the training rows and evaluated on the same rows as the model, in the same units. If the difference exceeds its ± (two standard errors of the mean difference), the model fits these rows better than the baseline, or worse if it is negative. A flow that does not exceed a Gaussian has learned nothing that a covariance does not say.',

  coverage: 'Coverage',
  ranking: 'Ranking the rows among samples…',
  rankingFailed: 'The rows cannot be ranked',
  coverageChart: 'Share of the rows in regions of highest density',
  coverageLevel: 'share of the samples in the region',
  coverageShare: 'share of the rows',
  coverageShows:
    'How many rows are in the region that holds a share of the samples. Below the band, the model is too narrow; above it, too wide.',
  coverageNote: 'p = {p}: how probable a curve at least as far from the diagonal is if the model is right',
  bandLow: 'band, low',
  bandHigh: 'band, high',
  helpCoverageTitle: 'How to read the coverage',
  helpCoverage:
    'A region of highest density has the points where q(x) exceeds some value. The curve says how many of the {rows} rows are in the region that has a share of {samples} samples of the model. Below the diagonal, the model is too narrow: more rows than it says are unlikely. Above it, the model is too wide. The band has 95 % of the shares of each level if the model is right.',
  noCoverage: 'The model gives no exact log q, so that there is no coverage.',

  ranks: 'Columns of the data',
  ranksNote:
    'PIT: the share of samples below each row’s value. If the model is right, the bars are in the band and the QQ points are on the diagonal. Bars high at both ends: the model is too narrow; high in the middle: too wide; high at one end: shifted.',
  latents: 'Coordinates of z',
  latent: 'coordinate',
  latentsNote:
    'The same for z = f(x) of the rows, among draws from the base. If a coordinate deviates, f does not map the rows onto the base there.',
  latentRankAxis: 'share of the draws below a row',
  baseQuantiles: 'quantiles of the base',
  latentQuantiles: 'quantiles of z',
  latentsTable: 'How far the ranks are from uniform, by coordinate of z',
  helpLatentsTitle: 'What the coordinates of z say',
  helpLatents:
    'A flow is right if z = f(x) of held-out rows follows the base: each coordinate its distribution, and all of them independently of each other, as the base says. Columns can agree with the samples while z does not, because dependencies are wrong; then coordinates of z, or the coverage, deviate. Heavy ends in a QQ plot of z: some rows are farther out than the base says, such as outliers and rows that the model has not learned. Coordinates that look right do not prove that they are independent.',
  column: 'column',
  ranksChart: 'PIT of {column}',
  rankAxis: 'share of the samples below a row',
  rowAxis: 'rows',
  quantilesChart: 'Quantiles of {column}',
  sampleQuantiles: 'quantiles of the samples',
  rowQuantiles: 'quantiles of the rows',
  distance: 'KS distance',
  p: 'p',
  ranksTable: 'How far the ranks are from uniform, by column',
  showColumn: 'Show {column}',
  helpRanksTitle: 'How to read PIT histograms and QQ plots',
  helpRanks:
    'For each of the {rows} rows, the PIT (probability integral transform) is the share of {samples} samples with a smaller value in this column. If the model is right, it is uniform: the bars are flat, and 19 of 20 are in the band. High at both ends: the model is too narrow. High in the middle: too wide. High at one end: shifted. Points of a QQ plot are on the diagonal if samples and rows have the same distribution. The KS distance is that of Kolmogorov and Smirnov, p the probability of one at least as large if the model is right. Of many columns, some have a small p by chance.',
  helpRanksOfContext: 'Each row is ranked among samples that are drawn given its context.',

  leastLikely: 'Least likely rows',
  leastLikelyOf: 'of {file}',
  unlikelyNote: 'Where the model has the least density. A low likelihood does not prove that a row is an anomaly.',
  row: 'row of the split',
  line: 'line',
  fileRow: 'row of the file',
  logq: 'log q, nats',
  bound: 'ELBO, nats',
  openLine: 'Open {file} at line {line}',
  openFile: 'Open {file}: row {row}, counted from 0',
  helpUnlikelyTitle: 'What a low likelihood means',
  helpUnlikely:
    'These rows are where the model has the least density. That does not prove that they are anomalies: errors in the data are among them, but also rows from regions that the model knows less well, and log q depends on the units of the columns. In many columns, typical rows are not the likeliest, and outliers can have a high log q. Look at the values.',

  scatter: 'log q(x) against ‖z‖²',
  scatterChart: 'log q(x) against the squared norm of the latent',
  scatterShows: 'Each point is a row: how far out its latent is, and its log-likelihood.',
  scatterNote: 'A low log q, or a large ‖z‖², does not prove that a row is an anomaly.',
  logqAxis: 'log q(x), nats',
  squaredNorm: '‖z‖²',
  scatterRow: 'row',
  helpScatterTitle: 'How to read log q against ‖z‖²',
  helpScatter:
    'log q(x) = log π(z) + log|det ∂z/∂x|. With a normal base, log π(z) falls on a line with ‖z‖², whose mean is {dimension} if the model is right. Rows far below the others at the same ‖z‖² are unlikely because of the log-det: the flow compresses where they are less than elsewhere. A large ‖z‖² says that the latent is far out. Neither proves that a row is an anomaly.',
} as const satisfies Texts;

export const strings = localized('evaluation', TEXTS);
