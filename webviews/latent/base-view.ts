import { html, nothing } from 'lit';
import { formatCount, formatEstimate, formatNumber } from '../../daemon/format/numbers.ts';
import type { RunInfo } from '../../protocol/rpc/run-methods.ts';
import '../charts/bars/quantile-plot.ts';
import { figures } from '../components/figures.ts';
import { leftOutLine } from '../components/left-out.ts';
import { formatStrings, strings as shared } from '../components/strings.ts';
import type { Latents } from './latent-data.ts';
import { latentHelp } from './latent-help.ts';
import { strings } from './strings.ts';

/**
 * Latents of held-out rows against the base distribution.
 * @param help that of the panel, with a text
 */
export function againstBase(
  { result, mean, std }: Latents,
  likelihood: RunInfo['likelihood'],
  help: (text: string) => unknown,
) {
  const { logLikelihood, n, split, scores, base, effectiveSampleSize: size } = result;
  const rows = shared.rowsOfSplit({ rows: formatCount(n), split: formatStrings[`split.${split}`] });
  return html`<section>
    <h2>${likelihood === undefined ? strings.againstBase : strings.againstPrior}</h2>
    ${
      size == null
        ? nothing
        : html`<div class="muted">${strings.weighted({ rows: formatCount(n), size: formatCount(size) })}</div>`
    }
    ${figures([
      logLikelihood && {
        name: likelihood === 'bound' ? strings.elbo : strings.logQ,
        value: formatEstimate(logLikelihood.mean ?? Number.NaN, logLikelihood.se),
        unit: 'nats',
        detail: rows,
        definition: likelihood === 'bound' ? strings.elboDefinition : strings.logQDefinition,
      },
      {
        name: strings.meanOfZ,
        value: formatNumber(Math.max(...Array.from(mean, Math.abs)), 3),
        detail: strings.largestMean,
        definition: strings.meanOfZDefinition,
      },
      {
        name: strings.deviationOfZ,
        value: `${formatNumber(Math.min(...std), 3)} … ${formatNumber(Math.max(...std), 3)}`,
        definition: strings.deviationOfZDefinition,
      },
    ])}
    ${leftOutLine(logLikelihood?.notFinite, n, { summary: shared.everyFigure })}
    ${scores === null ? html`<div class="muted">${strings.noScores({ base })}</div>` : quantiles(scores)}
    ${help(latentHelp({ n, hasScores: scores !== null, mean, std }, likelihood))}
  </section>`;
}

function quantiles({ coordinates, squaredNorm }: NonNullable<Latents['result']['scores']>) {
  return html`<div class="plots">
    <div class="plot">
      <h2>${strings.coordinates}</h2>
      <fs-quantile-plot
        .expected=${coordinates.expected}
        .observed=${coordinates.observed}
        xLabel=${strings.normalQuantiles}
        yLabel=${strings.latentQuantiles}
        label=${strings.coordinatesChart}
      ></fs-quantile-plot>
    </div>
    <div class="plot">
      <h2>${strings.squaredNorm({ degrees: squaredNorm.degrees })}</h2>
      <fs-quantile-plot
        .expected=${squaredNorm.expected}
        .observed=${squaredNorm.observed}
        xLabel=${strings.chiSquaredQuantiles}
        yLabel=${strings.normQuantiles}
        label=${strings.squaredNormChart}
      ></fs-quantile-plot>
    </div>
  </div>`;
}
