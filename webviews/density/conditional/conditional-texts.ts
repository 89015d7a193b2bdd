/** What is said of a conditional density: its title, its figures and what its picture leaves out. */
import { html, nothing } from 'lit';
import { formatCount, formatNats, formatNumber } from '../../../daemon/format/numbers.ts';
import { figures } from '../../components/figures.ts';
import { strings as shared } from '../../components/strings.ts';
import { strings } from '../strings.ts';
import { type Conditional, hasProbabilities, sharesOf } from './conditional-data.ts';

/** Share of the maximum at the border of the range from which on the density is visibly cut. */
const CUT = 0.01;

export function titleOf({ axes, columns }: Conditional, isLog: boolean): string {
  const names = { columns: axes.map(({ name }) => name).join(', ') };
  const isAlone = axes.length === columns.length;
  if (isLog) return (isAlone ? strings.conditionalAloneLog : strings.conditionalLog)(names);
  return (isAlone ? strings.conditionalAlone : strings.conditional)(names);
}

export function momentFigures(found: Conditional) {
  const { axes, logIntegral, checkpoint } = found;
  return figures([
    ...axes.flatMap(({ name, mean, std, categories, turn }, axis) => {
      if (categories !== undefined) return [likeliest(name, categories, sharesOf(found, axis === 0 ? 0 : 1))];
      const definition = turn === undefined ? strings.momentDefinition : strings.circularDefinition;
      return [
        {
          name: (turn === undefined ? strings.meanOf : strings.circularMeanOf)({ column: name }),
          value: mean === null ? '–' : formatNumber(mean),
          definition,
        },
        {
          name: strings.deviationOf({ column: name }),
          value: formatNumber(std ?? Number.NaN),
          definition,
        },
      ];
    }),
    {
      name: strings.logIntegral,
      value: formatNats(logIntegral ?? Number.NaN),
      unit: 'nats',
      detail: shared.step({ step: formatCount(checkpoint) }),
      definition: strings.logIntegralDefinition,
    },
  ]);
}

/** The most probable category. */
function likeliest(column: string, categories: readonly string[], shares: Float64Array) {
  const most = shares.reduce((best, share, i) => (share > shares[best]! ? i : best), 0);
  const known = Number.isFinite(shares[most]!);
  return {
    name: strings.likeliestOf({ column }),
    value: known ? categories[most]! : '–',
    detail: known ? strings.probabilityOf({ percent: formatNumber(100 * shares[most]!, 3) }) : '',
    definition: strings.likeliestDefinition,
  };
}

export function notesOf({ edge, logIntegral, axes, outside = [] }: Conditional) {
  const numbers = axes.filter(({ values, categories }) => values !== undefined && categories === undefined);
  const steps = numbers.map(({ name, step }) => `${name} (${formatNumber(step!)})`).join(', ');
  const named = axes.flatMap(({ name, categories = [] }) =>
    categories.length === 0 || axes.length === 1
      ? []
      : [`${name}: ${categories.map((text, i) => `${i} = ${text}`).join(', ')}.`],
  );
  return html`<div class="muted">
    ${strings.normalized} ${steps === '' ? nothing : strings.probabilities({ columns: steps })}
    ${named.length === 0 ? nothing : html`<span translate="no">${named.join(' ')}</span>`}
    ${outside.map(({ name, value, low, high }) =>
      strings.beyondRows({
        column: name,
        value: formatNumber(value),
        low: formatNumber(low),
        high: formatNumber(high),
      }),
    )}
    ${logIntegral === null ? strings.nothingHere : nothing}
    ${(edge ?? 0) > CUT ? strings.cutOff({ percent: formatNumber(100 * edge!, 2) }) : nothing}
  </div>`;
}

/** Title of the axis or the color scale of q. */
export function scaleTitle(found: Conditional, isLog: boolean): string {
  if (hasProbabilities(found)) return isLog ? strings.logProbability : strings.probability;
  return isLog ? strings.logDensity : strings.density;
}
