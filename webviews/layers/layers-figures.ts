import { html } from 'lit';
import { formatCount, formatError, formatNats } from '../../daemon/format/numbers.ts';
import { figures } from '../components/figure.ts';
import { leftOutLine } from '../components/left-out.ts';
import type { LayersResult } from './layers-data.ts';

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
      name: 'log q(x)',
      value: nats(total.mean),
      unit: 'nats',
      detail: `${formatCount(n)} rows (${split})`,
      definition: 'log q(x) = log π(f(x)) + Σ log|det ∂f_l/∂h_{l−1}|:\nmean over held-out rows, in data units.',
    },
    {
      name: 'log π(z)',
      value: nats(base.mean),
      unit: 'nats',
      definition: 'Log-density of the latents under the base distribution, mean over the same rows.',
    },
    {
      name: 'Gaussian NLL',
      value: nats(gaussianNll),
      unit: 'nats',
      detail: gaussianNll === null ? 'zero variance in a direction' : `${covariance} covariance`,
      definition:
        'G₀ = ½ log det(2πe·Cov[x]): the NLL of a Gaussian fitted to the data.\nThe gains of the layers are measured from here.',
    },
    {
      name: 'round trip',
      value: formatError(worst),
      detail: 'largest of all layers',
      definition: 'max |h − g(f(h))| over the rows, layer by layer, where g is the inverse of the layer.',
    },
    {
      name: 'sum',
      value: sumOk ? 'exact' : 'off',
      detail: `error ≤ ${formatError(sumError ?? Number.NaN)} nats`,
      definition:
        'The sum of the terms of each row, compared with its log q(x).\nThe error must be within 1e−5·max(1, |log q(x)|).',
    },
  ])}
  ${leftOutLine(total.notFinite, n, { summary: 'every figure here' })}`;
}
