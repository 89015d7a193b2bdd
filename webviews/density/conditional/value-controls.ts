/** Sliders with the names of the columns that are held, in data units, and fields for exact values. */
import { css, html, type TemplateResult } from 'lit';
import { strings } from '../strings.ts';
import type { Column, Conditional, ContextColumn } from './conditional-data.ts';

/** Steps of a slider from one end to the other. */
const STEPS = 200;
/** Digits in the field of a value. */
const DIGITS = 6;

export const valueStyles = css`
  .values {
    display: grid;
    grid-template-columns: minmax(0, max-content) minmax(60px, 1fr) 12ch;
    gap: 5px 10px;
    align-items: center;
    margin: 0;
  }
  .values .name {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
    max-width: 20ch;
  }
  .values input[type='range'] {
    width: 100%;
    min-width: 0;
  }
  .values input[type='number'],
  .values select {
    width: 100%;
    min-width: 0;
  }
  .values select {
    grid-column: 2 / 4;
  }
`;

export interface ValueActs {
  set(column: string, value: number): void;
  setContext(column: string, value: string): void;
}

/** Ends of a slider in data units; a whole number stands for [v, v + 1), so it moves by 1. */
interface Range {
  readonly low: number;
  readonly high: number;
  readonly isWhole: boolean;
}

/** @param at values that the user chose, which the answer may not have yet */
export function valueControls(
  { columns, axes, held, context, contextColumns }: Conditional,
  chosen: { readonly at: Readonly<Record<string, number>>; readonly context: Readonly<Record<string, string>> },
  acts: ValueActs,
): TemplateResult {
  const shown = axes.map(({ name }) => name);
  const rest = columns.map((column, d) => ({ column, value: held[d]?.value ?? Number.NaN }));
  return html`<div class="values">
    ${rest
      .filter(({ column }) => !shown.includes(column.name))
      .map(({ column, value }) =>
        numberControl(column.name, rangeOf(column), chosen.at[column.name] ?? value, (next) =>
          acts.set(column.name, next),
        ),
      )}
    ${contextColumns.map((column) => contextControl(column, chosen.context[column.name] ?? context?.[column.name], acts))}
  </div>`;
}

function rangeOf({ low, high, dequantized, period }: Column): Range {
  return period === null ? { low, high, isWhole: dequantized } : { low: 0, high: period, isWhole: dequantized };
}

function contextControl(column: ContextColumn, value: string | number | undefined, acts: ValueActs) {
  const { name } = column;
  if (column.kind === 'number') {
    const range = { low: column.low, high: column.high, isWhole: false };
    return numberControl(name, range, Number(value), (next) => acts.setContext(name, String(next)));
  }
  return html`<span class="name" translate="no" title=${name} aria-hidden="true">${name}</span>
    <select
      aria-label=${name}
      @change=${(event: Event) => acts.setContext(name, (event.target as HTMLSelectElement).value)}
    >
      ${column.values.map((option) => html`<option value=${option} ?selected=${option === value}>${option}</option>`)}
    </select>`;
}

function numberControl(name: string, { low, high, isWhole }: Range, value: number, set: (value: number) => void) {
  const [least, most] = [Math.min(low, value), Math.max(high, value)];
  const step = isWhole ? 1 : stepOf(most - least);
  const slid = (event: Event) => {
    const next = Number((event.target as HTMLInputElement).value);
    set(Number(next.toPrecision(12)));
  };
  const written = (event: Event) => {
    const { value: text } = event.target as HTMLInputElement;
    if (text.trim() !== '' && Number.isFinite(Number(text))) set(Number(text));
  };
  return html`<span class="name" translate="no" title=${name} aria-hidden="true">${name}</span>
    <input
      type="range"
      min=${Math.floor(least / step) * step}
      max=${Math.ceil(most / step) * step}
      step=${step}
      aria-label=${name}
      .value=${String(value)}
      @input=${slid}
    />
    <input
      type="number"
      step="any"
      aria-label=${strings.exactValue({ column: name })}
      .value=${String(Number(value.toPrecision(DIGITS)))}
      @change=${written}
    />`;
}

/** A round number: one of so many steps that there are about `STEPS`. */
function stepOf(length: number): number {
  if (!(length > 0)) return 1;
  const rough = length / STEPS;
  const power = 10 ** Math.floor(Math.log10(rough));
  return [1, 2, 5, 10].map((factor) => factor * power).find((step) => step >= rough * 0.999)!;
}
