/** Prints an evaluation. */
import type { Dataset } from '../../data/definition.ts';
import { pointCells } from '../../data/modelled-categories.ts';
import { leftOutField } from '../../format/left-out-text.ts';
import { formatCount, formatCounted, formatEstimate, formatNats, formatNumber } from '../../format/numbers.ts';
import { effectiveText } from '../../format/reading-text.ts';
import { UNUSED } from '../../inspection/evaluate/bound-terms.ts';
import type { Evaluation } from '../../inspection/evaluate/evaluate-rows.ts';
import type { SampleMeasures } from '../../inspection/yardsticks/yardsticks.ts';
import type { SampleMeasure } from '../../statistics/yardsticks/yardstick.ts';
import type { CommandIo } from '../command-io.ts';
import { writeText } from '../print.ts';
import { showFields, showTable } from '../show.ts';

/** Rows to print as text; the JSON has all twenty. */
const SHOWN_ROWS = 5;
/** Columns to print of these rows. */
const SHOWN_COLUMNS = 6;

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

export function showEvaluation(
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

/** @param categories whose names are shown in place of their numbers */
export function showLeastLikely(
  io: CommandIo,
  { elbo, leastLikely, leastLikelyFile, columns = [] }: Evaluation,
  categories: Dataset['categories'] = [],
): void {
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
    leastLikely.slice(0, SHOWN_ROWS).map(({ row, line, logLikelihood: value, values = [] }) => [
      ...(hasLines ? [String(line)] : []),
      String(row),
      Number.isNaN(value) ? 'nan' : formatNats(value),
      ...pointCells({ columns, categories }, values, 0)
        .slice(0, shown.length)
        .map((cell = Number.NaN) => (typeof cell === 'string' ? cell : formatNumber(cell))),
      ...(columns.length > shown.length ? ['…'] : []),
    ]),
  );
}
