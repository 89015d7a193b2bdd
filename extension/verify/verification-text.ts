import { formatError, formatNumber } from '../../daemon/cli/terminal/numbers.ts';
import { formatTable } from '../../daemon/cli/terminal/table.ts';
import type { Verification } from './verify-tests.ts';

/** The whole of a verification, as the command line prints it. */
export function verificationText(
  name: string,
  { layers, method, note, wholeRoundTripError, engineError }: Verification,
): string {
  return [
    `${name}, random parameters, ${method === 'full' ? 'full Jacobian' : 'random columns of each layer’s Jacobian'}, float64`,
    ...(note === null ? [] : [note]),
    '',
    formatTable(
      [
        { title: 'layer', align: 'right' },
        { title: 'type' },
        { title: 'log-det error', align: 'right' },
        { title: 'round-trip error', align: 'right' },
        { title: 'condition', align: 'right' },
        { title: 'outside bound', align: 'right' },
        { title: '' },
      ],
      layers.map(({ index, type, turn, logDetError, roundTripError, conditionNumber, outsideBound, ok }) => [
        String(index),
        `${type}${turn.length > 0 ? ` [${turn.join()}]` : ''}`,
        formatError(logDetError ?? Number.NaN),
        formatError(roundTripError ?? Number.NaN),
        formatNumber(conditionNumber ?? Number.NaN, 3),
        outsideBound === null ? '' : `${(100 * outsideBound).toFixed(1)} %`,
        ok ? '' : 'not exact',
      ]),
    ),
    '',
    `whole flow and back: ${formatError(wholeRoundTripError ?? Number.NaN)}`,
    `float32 engine: log-det ${formatError(engineError.logDet ?? Number.NaN)}, round trip ${formatError(engineError.roundTrip ?? Number.NaN)}`,
    '',
  ].join('\n');
}
