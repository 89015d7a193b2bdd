import { l10n } from 'vscode';
import { formatError } from '../../daemon/format/numbers.ts';
import { createStyle } from '../../daemon/format/style.ts';
import { formatTable } from '../../daemon/format/table.ts';
import {
  CHECK_COLUMNS,
  checkRows,
  missesFloat32,
  VERIFICATION_COLUMNS,
  verificationRows,
} from '../../daemon/format/verification-table.ts';
import type { Verification } from './verify-tests.ts';

const error = (value: number | null) => formatError(value ?? Number.NaN);

/** The errors of a layer and their tolerances. */
export function layerErrorText(layer: Verification['layers'][number]): string {
  if (missesFloat32(layer)) {
    const { engineLogDetError, engineRoundTripError, engineTolerance } = layer;
    return l10n.t(
      'float32 log-det error {0} nats (tolerance {1}), float32 round-trip error {2} (tolerance {3})',
      error(engineLogDetError),
      error(engineTolerance.logDet),
      error(engineRoundTripError),
      error(engineTolerance.roundTrip),
    );
  }
  return l10n.t(
    'log-det error {0} nats (tolerance {1}), round-trip error {2}',
    error(layer.logDetError),
    '1e-8',
    error(layer.roundTripError),
  );
}

/** The errors of the checks that failed, one a line. */
export function checkErrorText(checks: Verification['checks']): string {
  return checks
    .filter(({ ok }) => !ok)
    .map((check) => l10n.t('{0}: error {1} (tolerance {2})', check.name, error(check.error), error(check.tolerance)))
    .join('\n');
}

/** The result of a verification, as the command line prints it. */
export function verificationText(
  name: string,
  { layers, checks, notVerified, method, note, wholeRoundTripError, engineError }: Verification,
): string {
  const style = createStyle(false);
  return [
    method === 'full'
      ? l10n.t('{0}, random parameters, full Jacobian, float64', name)
      : method === 'subspace'
        ? l10n.t('{0}, random parameters, random columns of each layer’s Jacobian, float64', name)
        : l10n.t('{0}, random parameters, central differences, float64', name),
    ...(note === null ? [] : [note]),
    '',
    ...(checks.length === 0 ? [] : [formatTable(CHECK_COLUMNS, checkRows(checks, style)), '']),
    ...(layers.length === 0 ? [] : [formatTable(VERIFICATION_COLUMNS, verificationRows(layers, style)), '']),
    ...(method === null
      ? []
      : [
          l10n.t('round trip of the whole flow: {0}', error(wholeRoundTripError)),
          l10n.t(
            'float32 engine: log-det {0}, round trip {1}',
            error(engineError.logDet),
            error(engineError.roundTrip),
          ),
        ]),
    ...notVerified,
    '',
  ].join('\n');
}
