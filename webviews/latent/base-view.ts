import { html } from 'lit';
import { formatCount, formatEstimate, formatNumber } from '../../daemon/format/numbers.ts';
import '../charts/quantile-plot.ts';
import { figures } from '../components/figure.ts';
import { leftOutLine } from '../components/left-out.ts';
import type { Latents } from './latent-data.ts';

/** How well the latents of data meet the base. */
export function againstBase({ result, mean, std }: Latents) {
  const { logLikelihood, n, split, scores, base } = result;
  return html`<section>
    <h2>Latents of held-out rows against the base</h2>
    ${figures([
      {
        name: 'log q(x)',
        value: formatEstimate(logLikelihood.mean ?? Number.NaN, logLikelihood.se),
        unit: 'nats',
        detail: `${formatCount(n)} rows (${split})`,
        definition: 'Mean log-likelihood of the rows; ± is two standard errors.',
      },
      {
        name: 'mean of z',
        value: formatNumber(Math.max(...Array.from(mean, Math.abs)), 3),
        detail: 'largest |mean|',
        definition: 'Of all latent dimensions the largest distance of the mean from 0; a standard normal base has 0.',
      },
      {
        name: 'deviation of z',
        value: `${formatNumber(Math.min(...std), 3)} … ${formatNumber(Math.max(...std), 3)}`,
        definition: 'Least and greatest standard deviation of a latent dimension; a standard normal base has 1.',
      },
    ])}
    ${leftOutLine(logLikelihood.notFinite, n, { summary: 'everything here' })}
    ${
      scores === null
        ? html`<div class="muted">
            The coordinates of base ${base} depend on each other: they have no normal scores to compare.
          </div>`
        : quantiles(scores)
    }
  </section>`;
}

function quantiles({ coordinates, squaredNorm }: NonNullable<Latents['result']['scores']>) {
  return html`<div class="plots">
    <div class="plot">
      <h2>All coordinates</h2>
      <fs-quantile-plot
        .expected=${coordinates.expected}
        .observed=${coordinates.observed}
        xLabel="quantiles of N(0, 1)"
        yLabel="of the latents"
        label="Quantiles of all latent coordinates against the standard normal"
      ></fs-quantile-plot>
    </div>
    <div class="plot">
      <h2>‖u‖² against χ² (${squaredNorm.degrees})</h2>
      <fs-quantile-plot
        .expected=${squaredNorm.expected}
        .observed=${squaredNorm.observed}
        xLabel="quantiles of χ²"
        yLabel="of ‖u‖²"
        label="Quantiles of the squared norm against chi-squared"
      ></fs-quantile-plot>
    </div>
  </div>`;
}
