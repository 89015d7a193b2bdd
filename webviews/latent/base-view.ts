import { html } from 'lit';
import { formatCount, formatEstimate, formatNumber } from '../../daemon/format/numbers.ts';
import '../charts/quantile-plot.ts';
import { figures } from '../components/figure.ts';
import { leftOutLine } from '../components/left-out.ts';
import type { Latents } from './latent-data.ts';

/** Latents of held-out rows against the base distribution. */
export function againstBase({ result, mean, std }: Latents) {
  const { logLikelihood, n, split, scores, base } = result;
  return html`<section>
    <h2>Latents against the base distribution</h2>
    ${figures([
      {
        name: 'log q(x)',
        value: formatEstimate(logLikelihood.mean ?? Number.NaN, logLikelihood.se),
        unit: 'nats',
        detail: `${formatCount(n)} rows (${split})`,
        definition: 'Mean log-likelihood of the held-out rows.\n± is two standard errors.',
      },
      {
        name: 'mean of z',
        value: formatNumber(Math.max(...Array.from(mean, Math.abs)), 3),
        detail: 'largest |mean|',
        definition: 'Largest |mean| of a latent dimension.\nIt is 0 for a standard normal base distribution.',
      },
      {
        name: 'standard deviation of z',
        value: `${formatNumber(Math.min(...std), 3)} … ${formatNumber(Math.max(...std), 3)}`,
        definition:
          'Smallest and largest standard deviation of a latent dimension.\nIt is 1 for a standard normal base distribution.',
      },
    ])}
    ${leftOutLine(logLikelihood.notFinite, n, { summary: 'every figure here' })}
    ${
      scores === null
        ? html`<div class="muted">
            The coordinates of the base distribution ${base} depend on each other, so they have no normal scores to compare.
          </div>`
        : quantiles(scores)
    }
  </section>`;
}

function quantiles({ coordinates, squaredNorm }: NonNullable<Latents['result']['scores']>) {
  return html`<div class="plots">
    <div class="plot">
      <h2>All coordinates against N(0, 1)</h2>
      <fs-quantile-plot
        .expected=${coordinates.expected}
        .observed=${coordinates.observed}
        xLabel="quantiles of N(0, 1)"
        yLabel="quantiles of the latents"
        label="Quantiles of all latent coordinates against the standard normal"
      ></fs-quantile-plot>
    </div>
    <div class="plot">
      <h2>‖u‖² against χ² with ${squaredNorm.degrees} degrees of freedom</h2>
      <fs-quantile-plot
        .expected=${squaredNorm.expected}
        .observed=${squaredNorm.observed}
        xLabel="quantiles of χ²"
        yLabel="quantiles of ‖u‖²"
        label="Quantiles of the squared norm against chi-squared"
      ></fs-quantile-plot>
    </div>
  </div>`;
}
