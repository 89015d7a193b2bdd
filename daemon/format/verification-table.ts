/** The layers of a verification as a table, for terminals and editors. */
import { formatError, formatNumber } from './numbers.ts';
import type { Style } from './style.ts';
import type { Column } from './table.ts';

export const VERIFICATION_COLUMNS: readonly Column[] = [
  { title: 'layer', align: 'right' },
  { title: 'type' },
  { title: 'log-det error', align: 'right' },
  { title: 'round-trip error', align: 'right' },
  { title: 'float32 log-det', align: 'right' },
  { title: 'float32 round trip', align: 'right' },
  { title: 'condition', align: 'right' },
  { title: 'outside bound', align: 'right' },
  { title: '' },
];

/** As in the JSON, null is a number that is not finite. */
export interface VerifiedLayer {
  readonly index: number;
  readonly type: string;
  readonly path: string;
  readonly turn: readonly number[];
  readonly logDetError: number | null;
  readonly roundTripError: number | null;
  readonly engineLogDetError: number | null;
  readonly engineRoundTripError: number | null;
  readonly engineTolerance: { readonly logDet: number | null; readonly roundTrip: number | null };
  readonly conditionNumber: number | null;
  /** Null if the layer has no bound. */
  readonly outsideBound: number | null;
  readonly ok: boolean;
}

export function verificationRows(layers: readonly VerifiedLayer[], style: Style): readonly (readonly string[])[] {
  return layers.map((layer) => [
    nameOf(layer),
    `${layer.type}${layer.turn.length > 0 ? ` [${layer.turn.join()}]` : ''}`,
    formatError(layer.logDetError ?? Number.NaN),
    formatError(layer.roundTripError ?? Number.NaN),
    formatError(layer.engineLogDetError ?? Number.NaN),
    formatError(layer.engineRoundTripError ?? Number.NaN),
    formatNumber(layer.conditionNumber ?? Number.NaN, 3),
    layer.outsideBound === null ? '' : `${(100 * layer.outsideBound).toFixed(1)} %`,
    layer.ok ? '' : style.red(missesFloat32(layer) ? 'not exact in float32' : 'not exact'),
  ]);
}

/** Whether it is the float32 runtime that exceeds its tolerance. */
export function missesFloat32(
  layer: Pick<VerifiedLayer, 'engineLogDetError' | 'engineRoundTripError' | 'engineTolerance'>,
): boolean {
  const { engineLogDetError, engineRoundTripError, engineTolerance } = layer;
  const within = (error: number | null, allowed: number | null) =>
    error !== null && allowed !== null && error <= allowed;
  return !within(engineLogDetError, engineTolerance.logDet) || !within(engineRoundTripError, engineTolerance.roundTrip);
}

/** `layer 3 spline-coupling, layer 5 linear`: the layers that exceed a tolerance. */
export function failedLayers(layers: readonly VerifiedLayer[]): string {
  return layers
    .filter(({ ok }) => !ok)
    .map((layer) => `layer ${nameOf(layer)} ${layer.type}`)
    .join(', ');
}

/** `3`; `prior 3` of a flow of the latents. */
function nameOf({ index, path }: Pick<VerifiedLayer, 'index' | 'path'>): string {
  const section = /^(\w+)\.(?:layers|base)\b/.exec(path)?.[1];
  return section === undefined ? String(index) : `${section} ${index}`;
}

export const CHECK_COLUMNS: readonly Column[] = [
  { title: 'check' },
  { title: 'error', align: 'right' },
  { title: 'tolerance', align: 'right' },
  { title: '' },
];

/** As in the JSON, null is a number that is not finite. */
export interface VerifiedCheck {
  readonly name: string;
  readonly error: number | null;
  readonly tolerance: number | null;
  readonly ok: boolean;
}

/** What was compared of a model that is not a flow. */
export function checkRows(checks: readonly VerifiedCheck[], style: Style): readonly (readonly string[])[] {
  return checks.map(({ name, error, tolerance, ok }) => [
    name,
    formatError(error ?? Number.NaN),
    formatError(tolerance ?? Number.NaN),
    ok ? '' : style.red('not correct'),
  ]);
}

/** `gradient of elbo, float32 decode`: those that exceed their tolerance. */
export function failedChecks(checks: readonly VerifiedCheck[]): string {
  return checks
    .filter(({ ok }) => !ok)
    .map(({ name }) => name)
    .join(', ');
}
