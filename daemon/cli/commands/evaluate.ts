import { resolve } from 'node:path';
import { evaluateFigure } from '../../../protocol/figures/evaluate.ts';
import { checkpointText } from '../../format/checkpoint-text.ts';
import { conditionFields } from '../../format/condition-text.ts';
import { leftOutField } from '../../format/left-out-text.ts';
import { formatCount, formatCounted, formatEstimate, formatNats, formatNumber } from '../../format/numbers.ts';
import { effectiveText, readingFields } from '../../format/reading-text.ts';
import { BASELINES, type BaselineOptions, baselinesOf } from '../../inspection/evaluate/baselines.ts';
import { UNUSED } from '../../inspection/evaluate/bound-terms.ts';
import { calibrationOf, exactOnly } from '../../inspection/evaluate/calibration.ts';
import { type Evaluation, evaluateEachRow } from '../../inspection/evaluate/evaluate-rows.ts';
import { type OpenData, type OpenModel, sourceOf } from '../../inspection/opened/open-flow.ts';
import type { SampleMeasures } from '../../inspection/yardsticks/yardsticks.ts';
import { measuresOf } from '../../inspection/yardsticks/yardsticks-answer.ts';
import type { SampleMeasure } from '../../statistics/yardsticks/yardstick.ts';
import type { CommandIo } from '../command-io.ts';
import { defineFigureCommand, summaryExit, writeFigure } from '../define-figure-command.ts';
import { interruptible } from '../interrupt.ts';
import { openRows } from '../open-run.ts';
import { writeText } from '../print.ts';
import { showFields, showTable } from '../show.ts';
import { showBaselines } from '../show-baselines.ts';
import { coverageFields, showPit } from '../show-calibration.ts';
import { createTaskProgress } from '../task-progress.ts';
import { usageError } from '../usage-error.ts';

/** Rows to print as text; the JSON has all twenty. */
const SHOWN_ROWS = 5;
/** Columns to print of these rows. */
const SHOWN_COLUMNS = 6;

export const run = defineFigureCommand(
  evaluateFigure,
  {
    usage: ['evaluate RUN [--split validation|test | --data FILE [--context-file F]] [--checkpoint C]'],
    notes: [
      'Log-likelihoods are in nats, for the density in data units. The gap, known for toy densities, is mean(log p − log q) over the same rows; over samples of the true density it estimates the KL divergence. ± is two standard errors.',
      'Rows with log q = −inf (float32 overflows far from the data, or the density is 0) are left out of the means and the median, and counted in notFinite. If no row is left, the status is 1.',
      'The baselines are fitted to the training rows. The number of Gaussians and the bandwidth are chosen by the validation rows, which favors them slightly on that split, as a checkpoint that was chosen by validation favors the model. model − density is the mean difference over the same rows: only where it exceeds its ± does one of them fit better.',
      'For the coverage and the ranks, samples are drawn at temperature 1, for each row given its context if there is one. The region of highest density that has 90 % of the samples has 90 % of the rows if the model is right. p is the probability of ranks at least as far from uniform ones (Kolmogorov and Smirnov): of many columns, some have a small p by chance.',
      'The yardsticks compare samples with rows of the split; flowscope yardsticks says what each can and cannot show.',
      'leastLikely identifies rows by index, from 0: in the split, or in FILE without its header and empty lines. Rows of a text file also have the line on which they begin, from 1. A low likelihood does not prove that a row is an anomaly: rows from a region that the model knows less well are unlikely, too, and in many columns typical rows are never the likeliest.',
    ],
    examples: ['flowscope evaluate latest --split test', 'flowscope evaluate latest --data new.csv --json'],
  },
  async (given, args, io) => {
    const { split, data: file, importance, samples: drawn, baselines: wanted, calibration: ranked } = given;
    const { open, data, rows, whole, reading, conditions, runtime } = await openRows(evaluateFigure, given, args, io);
    if (rows.count === 0) throw usageError(`the ${split} split of this run has no rows`);
    const noiseSeed = open.plan.training.seed;
    const { evaluation, logDensity } = await interruptible((signal) =>
      evaluateEachRow(runtime, open, data, rows, { noiseSeed, importance, signal }),
    );
    const baselines =
      whole === null || wanted === 'none' ? null : await fitted(io, open, whole, logDensity, { split, noiseSeed });
    const calibration =
      whole === null || ranked === 0
        ? null
        : await interruptible((signal) =>
            calibrationOf(runtime, open, whole, exactOnly(open, logDensity), {
              split,
              samples: ranked,
              noiseSeed,
              signal,
            }),
          );
    const options = { split, n: drawn, seed: 0 };
    const measures =
      whole === null || drawn === 0
        ? null
        : await interruptible((signal) => measuresOf({ runtime, open }, whole, { ...options, signal }));
    const source = sourceOf(open);
    if (args.json) {
      const where =
        file === null
          ? { split }
          : { data: resolve(io.cwd, file), ...(conditions ? { conditions: [...conditions] } : {}) };
      writeFigure(io, evaluateFigure, {
        ...source,
        ...where,
        ...(reading ? { table: reading } : {}),
        ...evaluation,
        ...(baselines ? { baselines } : {}),
        ...calibration,
        ...measures,
        ...(measures ? { c2st: measures.samples.c2st } : {}),
      });
    } else {
      const facts = [...readingFields(reading), ...conditionFields(conditions)];
      show(
        io,
        checkpointText(source),
        file ?? `${split} split`,
        { ...evaluation, ...measures },
        facts,
        coverageFields(calibration?.coverage),
      );
      if (baselines) showBaselines(io, baselines);
      if (calibration) showPit(io, calibration.pit);
      showLeastLikely(io, evaluation);
    }
    const summary = evaluation.logLikelihood ?? evaluation.elbo;
    return summary ? summaryExit(summary.mean) : 0;
  },
);

/** With a line of progress. Fitting takes some seconds. */
async function fitted(
  io: CommandIo,
  open: OpenModel,
  data: OpenData,
  logDensity: Float64Array | null,
  options: Pick<BaselineOptions, 'split' | 'noiseSeed'>,
) {
  const line = createTaskProgress(io);
  const progress: BaselineOptions['progress'] = (name, done) =>
    line.update({ done, total: BASELINES.length, what: `Fitting the baseline ${name} …` });
  try {
    return await interruptible((signal) => baselinesOf(open, data, logDensity, { ...options, signal, progress }));
  } finally {
    line.finish();
  }
}

/** The gap also leaves out rows where the true density is 0, so its count is printed if there are any. */
function gapLeftOut({ n, gap, logLikelihood, elbo }: Evaluation) {
  if (gap === null || gap.notFinite?.count === (logLikelihood ?? elbo)?.notFinite?.count) return [];
  return leftOutField(gap.notFinite, n, { quantity: 'log p − log q', summary: 'the gap' });
}

function estimate({ mean, se }: { readonly mean: number; readonly se: number }): string {
  return formatEstimate(mean, Number.isNaN(se) ? null : se);
}

/** What is known of log q: its value, a bound with its terms, or nothing. */
function likelihoodFields(evaluation: Evaluation): (readonly [string, string])[] {
  const {
    logLikelihood,
    reason,
    lowerBound,
    pseudoLikelihood,
    elbo,
    reconstruction,
    kl,
    importanceWeighted = [],
  } = evaluation;
  if (logLikelihood === null) return [['log-likelihood', `none: ${reason}`]];
  if (logLikelihood) {
    return [
      ['log-likelihood', `${estimate(logLikelihood)} nats, median ${formatNats(logLikelihood.median)}`],
      ...(lowerBound ? [['', 'a lower bound: a layer adds learned noise'] as const] : []),
    ];
  }
  const unused = (kl?.dimensions ?? []).filter((value) => value < UNUSED).length;
  const used = unused === 0 ? '' : `, ${unused} of ${kl!.dimensions.length} latent dimensions not used`;
  const of = pseudoLikelihood
    ? 'no bound: the likelihood is not one of these data'
    : 'a lower bound of the log-likelihood';
  return [
    ...(elbo ? [['ELBO', `${estimate(elbo)} nats, ${of}`] as const] : []),
    ...(reconstruction ? [['reconstruction', `${estimate(reconstruction)} nats, mean ln p(x | z)`] as const] : []),
    ...(kl ? [['KL', `${estimate(kl)} nats, of the posterior from the prior${used}`] as const] : []),
    ...importanceWeighted.map(
      (own, i) =>
        [
          i === 0 ? 'importance-weighted' : '',
          `${estimate(own)} nats, K = ${formatCount(own.k)}${own.k === 1 ? `: the ELBO over ${formatCounted(own.rows, 'row')}` : ''}`,
        ] as const,
    ),
  ];
}

/** Yardsticks in one line each; `yardsticks` says more. */
function sampleFields({ samples, modes }: Partial<SampleMeasures>): (readonly [string, string])[] {
  if (!samples) return [];
  const { c2st, slicedWasserstein, precision, recall } = samples;
  const ofData = ({ reference }: SampleMeasure) =>
    `(data: ${formatNumber(reference.low, 3)} … ${formatNumber(reference.high, 3)})`;
  const line = (label: string, measure: SampleMeasure | null) =>
    measure ? [[label, `${estimate({ mean: measure.value, se: measure.se })} ${ofData(measure)}`] as const] : [];
  return [
    ...line('c2st', c2st),
    ...line('sliced Wasserstein', slicedWasserstein),
    ...line('precision', precision),
    ...line('recall', recall),
    ...(modes
      ? [
          [
            'modes',
            `${modes.covered} of ${modes.of} covered, ${(100 * modes.nearShare).toFixed(1)} % near one`,
          ] as const,
        ]
      : []),
  ];
}

function show(
  io: CommandIo,
  checkpoint: string,
  rows: string,
  evaluation: Evaluation & Partial<SampleMeasures>,
  facts: readonly (readonly [string, string])[],
  more: readonly (readonly [string, string])[],
): void {
  const { n, logLikelihood, elbo, bitsPerDim, floor, gap, gapBitsPerDim } = evaluation;
  showFields(io, [
    ['checkpoint', checkpoint],
    ['rows', `${formatCount(n)} (${rows})${effectiveText(evaluation.effectiveSampleSize)}`],
    ...facts,
    ...likelihoodFields(evaluation),
    ...(bitsPerDim === null ? [] : [['bits/dim', estimate(bitsPerDim)] as const]),
    ...(floor === null
      ? []
      : [
          [
            'floor',
            `${formatNats(floor.nll)} nats${floor.bitsPerDim === undefined ? '' : `, ${formatNats(floor.bitsPerDim)} bits/dim`} (lowest mean NLL over samples of the true density)`,
          ] as const,
        ]),
    ...(gap === null
      ? []
      : [
          [
            'gap',
            `${estimate(gap)} nats${gapBitsPerDim === undefined ? '' : `, ${estimate(gapBitsPerDim)} bits/dim`}`,
          ] as const,
        ]),
    ...leftOutField((logLikelihood ?? elbo)?.notFinite, n, { summary: elbo ? 'the bound' : 'the log-likelihood' }),
    ...gapLeftOut(evaluation),
    ...sampleFields(evaluation),
    ...more,
  ]);
}

function showLeastLikely(io: CommandIo, { elbo, leastLikely, leastLikelyFile, columns = [] }: Evaluation): void {
  if (leastLikely.length === 0) return;
  writeText(io, leastLikelyFile === undefined ? '\nLeast likely rows' : `\nLeast likely rows, of ${leastLikelyFile}`);
  const hasLines = leastLikelyFile !== undefined;
  const shown = columns.slice(0, SHOWN_COLUMNS);
  showTable(
    io,
    [
      ...(hasLines ? [{ title: 'line', align: 'right' } as const] : []),
      { title: 'row (from 0)', align: 'right' },
      { title: elbo ? 'bound of log q' : 'log q', align: 'right' },
      ...shown.map((title) => ({ title, align: 'right' }) as const),
      ...(columns.length > shown.length ? [{ title: '' }] : []),
    ],
    leastLikely
      .slice(0, SHOWN_ROWS)
      .map(({ row, line, logLikelihood: value, values = [] }) => [
        ...(hasLines ? [String(line)] : []),
        String(row),
        Number.isNaN(value) ? 'nan' : formatNats(value),
        ...shown.map((_, d) => formatNumber(values[d] ?? Number.NaN)),
        ...(columns.length > shown.length ? ['…'] : []),
      ]),
  );
}
