import { html } from 'lit';
import { formatCount, formatError, formatNats } from '../../daemon/format/numbers.ts';
import { figures } from '../components/figures.ts';
import { leftOutLine } from '../components/left-out.ts';
import { formatStrings } from '../components/strings.ts';
import type { LayersResult } from './layers-data.ts';
import { strings } from './strings.ts';

export function layersFigures({
  total,
  base,
  gaussianNll,
  n,
  split,
  covariance,
  sumOk,
  sumError,
  layers,
}: LayersResult) {
  const nats = (value: number | null) => formatNats(value ?? Number.NaN);
  const worst = layers.reduce((most, { roundTripError }) => Math.max(most, roundTripError ?? 0), 0);
  return html`${figures([
    {
      name: strings.logQ,
      value: nats(total.mean),
      unit: 'nats',
      detail: strings.rowsOfSplit({ rows: formatCount(n), split: formatStrings[`split.${split}`] }),
      definition: strings.logQDefinition,
    },
    {
      name: strings.logPi,
      value: nats(base.mean),
      unit: 'nats',
      definition: strings.logPiDefinition,
    },
    {
      name: strings.gaussianNll,
      value: nats(gaussianNll),
      unit: 'nats',
      detail: gaussianNll === null ? strings.zeroVariance : strings[`covariance.${covariance}`],
      definition: strings.gaussianNllDefinition,
    },
    {
      name: strings.roundTrip,
      value: formatError(worst),
      detail: strings.largestRoundTrip,
      definition: strings.roundTripDefinition,
    },
    {
      name: strings.sum,
      value: sumOk ? strings.exact : strings.off,
      detail: strings.sumError({ error: formatError(sumError ?? Number.NaN) }),
      definition: strings.sumDefinition,
    },
  ])}
  ${leftOutLine(total.notFinite, n, { summary: strings.everyFigure })}`;
}
