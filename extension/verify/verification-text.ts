import { formatError } from '../../daemon/format/numbers.ts';
import { createStyle } from '../../daemon/format/style.ts';
import { formatTable } from '../../daemon/format/table.ts';
import { missesFloat32, VERIFICATION_COLUMNS, verificationRows } from '../../daemon/format/verification-table.ts';
import type { Verification } from './verify-tests.ts';

/** The errors of a layer and their tolerances. */
export function layerErrorText(layer: Verification['layers'][number]): string {
  const error = (value: number | null) => formatError(value ?? Number.NaN);
  if (missesFloat32(layer)) {
    const { engineLogDetError, engineRoundTripError, engineTolerance } = layer;
    return `float32 log-det error ${error(engineLogDetError)} nats (tolerance ${error(engineTolerance.logDet)}), float32 round-trip error ${error(engineRoundTripError)} (tolerance ${error(engineTolerance.roundTrip)})`;
  }
  return `log-det error ${error(layer.logDetError)} nats (tolerance 1e-8), round-trip error ${error(layer.roundTripError)}`;
}

/** The result of a verification, as the command line prints it. */
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
