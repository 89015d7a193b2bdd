import { formatError, formatNumber } from '../../daemon/cli/terminal/numbers.ts';
import { formatTable } from '../../daemon/cli/terminal/table.ts';
import type { Verification } from './verify-tests.ts';

/** The whole of a verification, as the command line prints it. */
export function verificationText(name: string, { layers, method, note, wholeRoundTripError }: Verification): string {
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
        { title: '' },
      ],
      layers.map(({ index, type, turn, logDetError, roundTripError, conditionNumber, ok }) => [
        String(index),
        `${type}${turn.length > 0 ? ` [${turn.join()}]` : ''}`,
        formatError(logDetError ?? Number.NaN),
        formatError(roundTripError ?? Number.NaN),
        formatNumber(conditionNumber ?? Number.NaN, 3),
        ok ? '' : 'not exact',
      ]),
    ),
    '',
    `whole flow and back: ${formatError(wholeRoundTripError ?? Number.NaN)}`,
    '',
  ].join('\n');
}
