/** Prints an evaluation. */
import { withErrorField } from '../../format/error-text.ts';
import { leftOutField } from '../../format/left-out-text.ts';
import { formatCount, formatCounted, formatEstimate, formatNats } from '../../format/numbers.ts';
import { effectiveText } from '../../format/reading-text.ts';
import { UNUSED } from '../../inspection/evaluate/bound-terms.ts';
import type { Evaluation } from '../../inspection/evaluate/evaluate-rows.ts';
import type { CommandIo } from '../command-io.ts';
import { showFields } from '../show.ts';

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
      ['log-likelihood', `${estimate(logLikelihood)} nats per row, median ${formatNats(logLikelihood.median)}`],
      ...(lowerBound ? [['', 'a lower bound: a layer adds learned noise'] as const] : []),
    ];
  }
  const unused = (kl?.dimensions ?? []).filter((value) => value < UNUSED).length;
  const used = unused === 0 ? '' : `, ${unused} of ${kl!.dimensions.length} latent dimensions not used`;
  const of = pseudoLikelihood
    ? 'no bound: the likelihood is not one of these data'
    : 'a lower bound of the log-likelihood';
  return [
    ...(elbo ? [['ELBO', `${estimate(elbo)} nats per row, ${of}`] as const] : []),
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

export function showEvaluation(
  io: CommandIo,
  checkpoint: string,
  rows: string,
  evaluation: Evaluation,
  facts: readonly (readonly [string, string])[],
): void {
  const { n, logLikelihood, elbo, bitsPerDim, floor, gap, gapBitsPerDim } = evaluation;
  const fields: (readonly [string, string])[] = [
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
  ];
  showFields(io, withErrorField(fields));
}
