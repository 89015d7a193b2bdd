/** Prints the densities that were fitted to the training rows, beside the model. */
import { formatCount, formatCounted, formatEstimate, formatNumber } from '../../format/numbers.ts';
import type { FittedBaseline } from '../../inspection/evaluate/baselines.ts';
import type { CommandIo } from '../command-io.ts';
import { writeText } from '../print.ts';
import { showTable } from '../show.ts';

export function showBaselines(io: CommandIo, baselines: readonly FittedBaseline[]): void {
  writeText(io, '\nBaselines, fitted to the training rows');
  showTable(
    io,
    [
      { title: 'density' },
      { title: 'log-likelihood', align: 'right' },
      { title: 'model − density', align: 'right' },
      { title: 'details', wraps: true },
    ],
    baselines.map((baseline) => {
      const { logLikelihood, difference, reason = '' } = baseline;
      return [
        baselineName(baseline),
        logLikelihood ? estimate(logLikelihood) : 'none',
        difference ? estimate(difference) : '',
        logLikelihood ? detailsOf(baseline) : reason,
      ];
    }),
  );
}

export function baselineName({ name, components }: FittedBaseline): string {
  if (name === 'gaussian') return 'Gaussian';
  if (name === 'kde') return 'kernel density estimate';
  return components === undefined ? 'mixture of Gaussians' : `mixture of ${formatCounted(components, 'Gaussian')}`;
}

function detailsOf({ name, given, bandwidth, chosenBy, trainingRows, rows }: FittedBaseline): string {
  const chosen = chosenBy && (chosenBy === 'validation' ? 'validation rows' : 'training rows that were held out');
  return [
    ...(name === 'gaussian' ? ['full covariance'] : []),
    ...(bandwidth === undefined ? [] : [`${formatNumber(bandwidth, 2)} × Scott’s bandwidth`]),
    ...(chosen === undefined ? [] : [`chosen by ${chosen}`]),
    ...(given === 'class' ? ['one for each class'] : given === 'linear' ? ['mean linear in the context'] : []),
    `fitted to ${formatCount(trainingRows)} rows, over ${formatCount(rows)}`,
  ].join(', ');
}

function estimate({ mean, se }: { readonly mean: number; readonly se: number }): string {
  return formatEstimate(mean, Number.isNaN(se) ? null : se);
}
