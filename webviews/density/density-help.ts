/** Explains how to read the density, with the figures of the run. */
import { formatNats } from '../../daemon/format/numbers.ts';
import type { Densities } from './density-data.ts';
import { strings } from './strings.ts';

export function densityHelp({
  integral,
  divergence,
  truth,
}: Pick<Densities, 'integral' | 'divergence' | 'truth'>): string {
  const percent = (100 * (1 - (integral ?? Number.NaN))).toFixed(1);
  const mass = Number.isFinite(integral) ? strings.helpMass({ percent: percent.replace('-', '−') }) : '';
  const gap = divergence === null ? '' : strings.helpDivergence({ divergence: formatNats(divergence) });
  return [strings.helpDensity, mass, gap, truth === null ? '' : strings.helpDifference]
    .filter((sentence) => sentence !== '')
    .join(' ');
}
