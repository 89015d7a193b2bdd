/** Texts of what the panels share around their charts. */

import { GENERAL_TEXTS } from '../../daemon/format/general-strings.ts';
import type { Texts } from '../../daemon/format/sentences.ts';
import { localized } from '../bridge/localized.ts';

export const TEXTS = {
  pageTitle: '{title} — Flowscope',
  loading: 'Loading…',
  connecting: 'Connecting to the daemon…',
  noDaemon: 'The daemon is not available',
  tryAgain: 'Try Again',
  runGone: 'This run is gone',
  runGoneAdvice: 'Its folder was deleted or moved. Choose another run above, or train the spec again.',
  runsGone: 'These runs are gone',
  runsGoneAdvice: 'Their folders were deleted or moved. Choose others above.',
  noCheckpoint: 'There is no checkpoint',
  noCheckpointAdvice:
    'The run ended before its first checkpoint, or its checkpoints were deleted. Train the spec again, or choose another run above.',
  noCheckpointYet: 'No checkpoint yet',
  trainAgain: 'Train Again',
  queuedBehind: 'Queued behind {names}',
  queuedForMemory: 'Queued until enough memory is free',

  run: 'Run',
  goneRun: 'a run that is gone',
  runChoice: '{run} · {started} · {status}',

  checkpoint: 'Checkpoint',
  followNewest: 'Follow the latest checkpoint',
  showBest: 'Show the best checkpoint',
  play: 'Play the steps',
  stopPlaying: 'Stop playing',
  step: 'step {step}',
  best: 'best',
  latest: 'latest',
  bestStep: '{place}, best',
  newestStep: '{place}, latest',
  ticksLegend: 'Long ticks: checkpoints. Short ticks: snapshots. ★ best, ▲ latest',

  givenImages: 'Condition images',
  givenImage: 'Condition image {name}',

  trainingLoss: 'training loss',
  validationNll: 'validation NLL',
  theValidationNll: 'the validation NLL',
  exactFloor: 'exact floor',
  enlarged: 'Enlarged: {image}',
  closeImage: 'Close (Escape)',
  computingDensity: 'Computing log q…',
  densityOfImage: 'log q(x) = {logq} nats',
  computingElbo: 'Computing the ELBO…',
  elboOfImage: 'ELBO = {logq} nats (one draw of z), a lower bound of log q(x)',
  pixelsOf: '{image}. Use the arrow keys to read its pixels.',
  pixelHelp: 'Point at a pixel to read its value. Use ← and → to show the other images.',
  pixelAt: 'row {row}, column {column}: {value}',

  rowsOfSplit: '{rows} rows ({split})',
  drawnRows: '{rows} rows ({split}), drawn by weight from {all}',
  everyFigure: 'every figure here',
  constant: '{value} (constant)',
  dimensionAt: 'dimension {index}',

  logAxis: 'log axis',
  showAllSteps: 'Show all steps',
  allSteps: 'All steps',
  showAll: 'Show all',
  theCurves: 'the curves',
  readingCurves: 'Reading the curves…',
  curvesFailed: 'The curves cannot be read',
  'guide.new-flow': 'Guide: what a flow is',
  'guide.train': 'Guide: what training does',
  'guide.inspect-layers': 'Guide: what each layer does',
  'guide.explore-latent': 'Guide: the latent space',
  'guide.verify': 'Guide: why you can trust the numbers',
  'guide.compare-models': 'Guide: flow, VAE, GAN',
  'guide.share': 'Guide: sharing a result',
  exportAs: 'Export {what} as {kind}',
} as const satisfies Texts;

export const strings = localized('components', TEXTS);

/** Sentences that panels share with the editor and the command line, in the language of the panel. */
export const formatStrings = localized('format', GENERAL_TEXTS);
