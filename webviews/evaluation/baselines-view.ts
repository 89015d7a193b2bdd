/** The log-likelihood of the model beside that of baselines. */
import { html, nothing } from 'lit';
import { formatCount, formatEstimate, formatNumber } from '../../daemon/format/numbers.ts';
import '../charts/bars/interval-plot.ts';
import type { Interval } from '../charts/bars/interval-plot.ts';
import type { Baselines, Evaluated } from './evaluation-data.ts';
import { strings } from './strings.ts';

type Baseline = Baselines[number];

/** @param help that of the panel */
export function baselinesView({ logLikelihood, elbo, baselines = [] }: Evaluated, help: unknown) {
  const model = logLikelihood ?? elbo;
  const fitted = [
    ...(model ? [{ name: strings.model, estimate: model, color: 0 }] : []),
    ...baselines.flatMap((each) =>
      each.logLikelihood ? [{ name: nameOf(each), estimate: each.logLikelihood, color: 1 }] : [],
    ),
  ];
  const intervals = fitted.flatMap(({ name, estimate, color }): readonly Interval[] =>
    estimate.mean === null ? [] : [{ name, value: estimate.mean, error: 2 * (estimate.se ?? 0), color }],
  );
  return html`<div class="muted">${strings.baselinesNote}</div>
    <fs-interval-plot
      .intervals=${intervals}
      xLabel=${strings.nats}
      label=${strings.baselinesChart}
    ></fs-interval-plot>
    <div class="scroll" tabindex="0" role="region" aria-label=${strings.baselines}>
      <table class="wide">
        <thead>
          <tr>
            <th scope="col">${strings.density}</th>
            <th scope="col" class="end">${strings.likelihood}</th>
            <th scope="col" class="end">${strings.difference}</th>
            <th scope="col">${strings.verdict}</th>
            <th scope="col">${strings.details}</th>
          </tr>
        </thead>
        <tbody>
          ${
            model
              ? html`<tr>
                  <td>${strings.model}</td>
                  <td class="end">${formatEstimate(model.mean, model.se)}</td>
                  <td></td>
                  <td></td>
                  <td></td>
                </tr>`
              : nothing
          }
          ${baselines.map(
            (each) => html`<tr>
              <td>${nameOf(each)}</td>
              <td class="end">${each.logLikelihood ? formatEstimate(each.logLikelihood.mean, each.logLikelihood.se) : strings.notFitted}</td>
              <td class="end">${each.difference ? formatEstimate(each.difference.mean, each.difference.se) : nothing}</td>
              <td>${verdictOf(each)}</td>
              <td class="muted">${each.logLikelihood ? detailsOf(each) : html`<span translate="no">${each.reason}</span>`}</td>
            </tr>`,
          )}
        </tbody>
      </table>
    </div>
    ${help}`;
}

function nameOf({ name, components }: Baseline): string {
  return name === 'gaussian-mixture' && components !== undefined
    ? strings.mixtureOf({ count: components })
    : strings[name];
}

/** Whether the difference exceeds two standard errors. */
function verdictOf({ difference }: Baseline) {
  const { mean, se } = difference ?? {};
  if (mean == null || se == null) return nothing;
  if (Math.abs(mean) <= 2 * se) return strings.alike;
  return mean > 0 ? strings.better : strings.worse;
}

function detailsOf(baseline: Baseline): string {
  const { name, components, bandwidth, chosenBy, given, trainingRows, effectiveTrainingRows: size } = baseline;
  const rows = formatCount(trainingRows);
  return [
    ...(name === 'gaussian' ? [strings.fullCovariance] : []),
    ...(bandwidth == null ? [] : [strings.bandwidth({ factor: formatNumber(bandwidth, 2) })]),
    ...(chosenBy === undefined
      ? []
      : [chosenBy === 'validation' ? strings.chosenByValidation : strings.chosenByTraining]),
    ...(given === undefined ? [] : [given === 'class' ? strings.eachClass : strings.linearMean]),
    ...(components === 1 ? [chosenBy === undefined ? strings.fewRows : strings.sameAsGaussian] : []),
    size == null ? strings.fittedTo({ rows }) : strings.fittedToEffective({ rows, size: formatCount(size) }),
  ].join(', ');
}
