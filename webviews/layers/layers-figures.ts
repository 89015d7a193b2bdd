import { html } from 'lit';
import { formatCount, formatError, formatNats } from '../../daemon/format/numbers.ts';
import { type Finding, meaninglessBecause } from '../../daemon/statistics/findings/findings.ts';
import { INEXACT, inverseError } from '../../daemon/statistics/findings/layer-findings.ts';
import { figures } from '../components/figures.ts';
import { leftOutLine, lowerBoundLine } from '../components/left-out.ts';
import { formatStrings, strings as shared } from '../components/strings.ts';
import type { LayersResult } from './layers-data.ts';
import { strings } from './strings.ts';

/** Nats: with a larger float32 rounding of log q(x), the error of the sum says nothing about the terms. */
const CHECKED = 0.01;

/** @param found what is wrong with the flow */
export function layersFigures(result: LayersResult, found: readonly Finding[]) {
  const { total, base, gaussianNll, n, drawnFrom, split, covariance, sumOk, sumError, layers, ledger, lowerBound } =
    result;
  const nats = (value: number | null) => formatNats(value ?? Number.NaN);
  const words = { rows: formatCount(n), split: formatStrings[`split.${split}`] };
  const rowsText =
    drawnFrom == null ? shared.rowsOfSplit(words) : shared.drawnRows({ ...words, all: formatCount(drawnFrom) });
  const isUnknown = sumOk && isTooLargeToCheck(total);
  const worst = layers.reduce((most, layer) => Math.max(most, inverseError(layer) ?? 0), 0);
  const meaningless = meaninglessBecause(found);
  return html`${figures([
    {
      name: strings.nll,
      value: nats(total.mean === null ? null : -total.mean),
      unit: 'nats',
      detail: meaningless === null ? rowsText : strings[`meaningless.${meaningless}`],
      faint: meaningless !== null,
      definition: strings.nllDefinition,
    },
    ledger === undefined
      ? null
      : {
          name: strings.bitsPerDim,
          value: nats(ledger.total.bitsPerDim),
          definition: strings.bitsPerDimDefinition({ dimension: formatCount(ledger.dimension) }),
        },
    {
      name: strings.gaussianNll,
      value: nats(gaussianNll),
      unit: 'nats',
      detail: gaussianNll === null ? strings.zeroVariance : strings[`covariance.${covariance}`],
      definition: strings.gaussianNllDefinition,
    },
    {
      name: strings.logPi,
      value: nats(base.mean),
      unit: 'nats',
      definition: strings.logPiDefinition,
    },
    {
      name: strings.roundTrip,
      value: formatError(worst),
      detail: worst <= INEXACT ? strings.withinTolerance : strings.aboveTolerance,
      definition: strings.roundTripDefinition,
    },
    {
      name: strings.sumError,
      value: isUnknown ? '–' : formatError(sumError ?? Number.NaN),
      unit: isUnknown ? '' : 'nats',
      detail: isUnknown ? strings.tooLargeToCheck : sumOk ? strings.withinTolerance : strings.aboveTolerance,
      definition: strings.sumErrorDefinition,
    },
  ])}
  ${lowerBoundLine(lowerBound)} ${leftOutLine(total.notFinite, n, { summary: shared.everyFigure })}`;
}

/** Whether the float32 rounding of log q(x) hides an error of the sum. */
export function isTooLargeToCheck({ mean, p10, p90 }: LayersResult['total']): boolean {
  return Math.max(...[mean, p10, p90].map((value) => Math.abs(value ?? 0))) * 2 ** -24 > CHECKED;
}
