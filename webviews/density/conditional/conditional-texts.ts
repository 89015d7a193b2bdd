/** What is said of a conditional density: its title, its figures and what its picture leaves out. */
import { html, nothing } from 'lit';
import { formatCount, formatNats, formatNumber } from '../../../daemon/format/numbers.ts';
import { figures } from '../../components/figures.ts';
import { strings as shared } from '../../components/strings.ts';
import { strings } from '../strings.ts';
import type { Conditional } from './conditional-data.ts';

/** Share of the maximum at the border of the range from which on the density is visibly cut. */
const CUT = 0.01;

export function titleOf({ axes, columns }: Conditional, isLog: boolean): string {
  const names = { columns: axes.map(({ name }) => name).join(', ') };
  const isAlone = axes.length === columns.length;
  if (isLog) return (isAlone ? strings.conditionalAloneLog : strings.conditionalLog)(names);
  return (isAlone ? strings.conditionalAlone : strings.conditional)(names);
}

export function momentFigures({ axes, logIntegral, checkpoint }: Conditional) {
  return figures([
    ...axes.flatMap(({ name, mean, std }) => [
      {
        name: strings.meanOf({ column: name }),
        value: formatNumber(mean ?? Number.NaN),
        definition: strings.momentDefinition,
      },
      {
        name: strings.deviationOf({ column: name }),
        value: formatNumber(std ?? Number.NaN),
        definition: strings.momentDefinition,
      },
    ]),
    {
      name: strings.logIntegral,
      value: formatNats(logIntegral ?? Number.NaN),
      unit: 'nats',
      detail: shared.step({ step: formatCount(checkpoint) }),
      definition: strings.logIntegralDefinition,
    },
  ]);
}

export function notesOf({ edge, logIntegral, axes, columns }: Conditional) {
  const shown = columns.filter(({ name }) => axes.some((axis) => axis.name === name));
  const noisy = shown.flatMap(({ name, step }) => (step === null ? [] : [`${name} (${formatNumber(step)})`]));
  const named = shown.flatMap(({ name, categories = [] }) =>
    categories.length === 0 ? [] : [`${name}: ${categories.map((text, i) => `${i} = ${text}`).join(', ')}.`],
  );
  return html`<div class="muted">
    ${strings.normalized} ${noisy.length === 0 ? nothing : strings.dequantized({ columns: noisy.join(', ') })}
    ${named.length === 0 ? nothing : html`<span translate="no">${named.join(' ')}</span>`}
    ${logIntegral === null ? strings.nothingHere : nothing}
    ${(edge ?? 0) > CUT ? strings.cutOff({ percent: formatNumber(100 * edge!, 2) }) : nothing}
  </div>`;
}
