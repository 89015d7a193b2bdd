/** The figures of the density. */
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
