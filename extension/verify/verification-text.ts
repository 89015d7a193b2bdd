import { formatError } from '../../daemon/cli/terminal/numbers.ts';
import { createStyle } from '../../daemon/cli/terminal/style.ts';
import { formatTable } from '../../daemon/cli/terminal/table.ts';
import { VERIFICATION_COLUMNS, verificationRows } from '../../daemon/cli/terminal/verification-table.ts';
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
    formatTable(VERIFICATION_COLUMNS, verificationRows(layers, createStyle(false))),
    '',
    `whole flow and back: ${formatError(wholeRoundTripError ?? Number.NaN)}`,
    `float32 engine: log-det ${formatError(engineError.logDet ?? Number.NaN)}, round trip ${formatError(engineError.roundTrip ?? Number.NaN)}`,
    '',
  ].join('\n');
}
