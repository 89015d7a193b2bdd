/** Prints the model beside the densities that were fitted to the training rows. */
import { formatCount, formatCounted, formatEstimate, formatNumber } from '../../format/numbers.ts';
import { effectiveText } from '../../format/reading-text.ts';
import type { FittedBaseline } from '../../inspection/evaluate/baselines.ts';
import type { Evaluation } from '../../inspection/evaluate/evaluate-rows.ts';
import type { Estimate } from '../../statistics/row-summary.ts';
import type { CommandIo } from '../command-io.ts';
import { writeText } from '../print.ts';
import { showTable } from '../show.ts';

export function showBaselines(
  io: CommandIo,
  { logLikelihood: exact, elbo, n }: Pick<Evaluation, 'logLikelihood' | 'elbo' | 'n'>,
  baselines: readonly FittedBaseline[],
): void {
  const model = exact ?? elbo;
  writeText(
    io,
    '\nLog-likelihood beside baselines, which are fitted to the training rows (nats per row ± two standard errors, higher is better)',
  );
  showTable(
    io,
    [
      { title: 'density' },
      { title: 'log-likelihood', align: 'right' },
      { title: 'model − density', align: 'right' },
      { title: 'the model fits' },
      { title: 'details', wraps: true },
    ],
    [
      ...(model ? [['this model', estimate(model), '', '', exact ? '' : 'the ELBO, a lower bound']] : []),
      ...baselines.map((baseline) => {
        const { logLikelihood, difference, reason = '' } = baseline;
        return [
          baselineName(baseline),
          logLikelihood ? estimate(logLikelihood) : 'none',
          difference ? estimate(difference) : '',
          difference ? verdict(difference) : '',
          logLikelihood ? detailsOf(baseline, n) : reason,
        ];
      }),
    ],
  );
}

export function baselineName({ name, components }: FittedBaseline): string {
  if (name === 'gaussian') return 'Gaussian';
  if (name === 'kde') return 'kernel density estimate';
  return components === undefined ? 'Gaussian mixture' : `Gaussian mixture, ${formatCounted(components, 'component')}`;
}

/** Whether the difference exceeds two standard errors. */
function verdict({ mean, se }: Estimate): string {
  if (!(Math.abs(mean) > 2 * se)) return Number.isNaN(se) ? '' : 'about as well';
  return mean > 0 ? 'better' : 'worse';
}

function detailsOf(baseline: FittedBaseline, all: number): string {
  const { name, given, components, bandwidth, chosenBy, trainingRows, effectiveTrainingRows, rows } = baseline;
  const chosen = chosenBy && (chosenBy === 'validation' ? 'the validation rows' : 'training rows that were held out');
  return [
    ...(name === 'gaussian' ? ['full covariance'] : []),
    ...(bandwidth === undefined ? [] : [`bandwidth ${formatNumber(bandwidth, 2)} × Scott’s rule`]),
    ...(chosen === undefined ? [] : [`chosen by ${chosen}`]),
    ...(given === 'class' ? ['one per class'] : given === 'linear' ? ['mean linear in the context'] : []),
    ...(components === 1
      ? [
          `${chosen === undefined ? 'too few rows for a second component' : 'one component fits best'}, so it equals the Gaussian`,
        ]
      : []),
    `fitted to ${formatCounted(trainingRows, 'row')}${effectiveText(effectiveTrainingRows)}`,
    ...(rows < all ? [`evaluated on ${formatCount(rows)} of the rows`] : []),
  ].join(', ');
}

function estimate({ mean, se }: { readonly mean: number; readonly se: number }): string {
  return formatEstimate(mean, Number.isNaN(se) ? null : se);
}
