/** The figures of the density, and what they mean. */
import { formatCount, formatNats, formatNumber } from '../../daemon/format/numbers.ts';
import { figures } from '../components/figures.ts';
import { strings as shared } from '../components/strings.ts';
import type { Densities } from './density-data.ts';
import { strings } from './strings.ts';

export function densityFigures({ integral, divergence, checkpoint, width, height }: Densities) {
  return figures([
    {
      name: strings.integral,
      value: formatNumber(integral ?? Number.NaN, 5),
      detail: shared.step({ step: formatCount(checkpoint) }),
      definition: strings.integralDefinition({ width, height }),
    },
    divergence === null
      ? null
      : {
          name: strings.divergence,
          value: formatNats(divergence),
          unit: 'nats',
          definition: strings.divergenceDefinition,
        },
  ]);
}

export function densityHelp({ integral, divergence, truth }: Densities): string {
  const percent = (100 * (1 - (integral ?? Number.NaN))).toFixed(1);
  const mass = Number.isFinite(integral) ? strings.helpMass({ percent: percent.replace('-', '−') }) : '';
  const gap = divergence === null ? '' : strings.helpDivergence({ divergence: formatNats(divergence) });
  return [strings.helpDensity, mass, gap, truth === null ? '' : strings.helpDifference]
    .filter((sentence) => sentence !== '')
    .join(' ');
}
