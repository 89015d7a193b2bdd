/** Sliders with the names of the columns that are held, in data units, and fields for exact values. */
import { css, html, type TemplateResult } from 'lit';
import { formatNumber } from '../../../daemon/format/numbers.ts';
import { strings } from '../strings.ts';
import type { ConditionalChoices } from './choices.ts';
import type { Column, Conditional, ContextColumn } from './conditional-data.ts';
import { sliderSteps } from './slider-steps.ts';

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
  dl.list {
    display: grid;
    grid-template-columns: max-content minmax(0, 1fr);
    gap: 3px 14px;
    margin: 0;
  }
  dl.list dt {
    overflow-wrap: anywhere;
  }
  dl.list dd {
    margin: 0;
    overflow-wrap: anywhere;
  }
`;

export interface ValueActs {
  /** @param value a number, or the name of a category */
  set(column: string, value: number | string): void;
  setContext(column: string, value: string): void;
}

/** Ends of a slider in data units. A value of a grid stands for [v, v + step). */
interface Range {
  readonly low: number;
  readonly high: number;
  /** null: any value. */
  readonly step: number | null;
  /** Where there are values; null: no bound on that side. Absent: everywhere. */
  readonly bounds?: readonly [low: number | null, high: number | null];
}

/** @param at values that the user chose, which the answer may not have yet */
export function valueControls(
  { columns, axes, held, context, contextColumns }: Conditional,
  chosen: Pick<ConditionalChoices, 'at' | 'context'>,
  acts: ValueActs,
): TemplateResult {
  const shown = axes.map(({ name }) => name);
  const rest = columns.map((column, d) => {
    const { value = null, category = null } = held[d] ?? {};
    return { column, value: chosen.at[column.name] ?? category ?? value ?? Number.NaN };
  });
  return html`<div class="values">
    ${rest
      .filter(({ column }) => !shown.includes(column.name))
      .map(({ column, value }) =>
        column.categories === undefined
          ? numberControl(column.name, rangeOf(column), Number(value), (next) => acts.set(column.name, next))
          : listControl(column.name, column.categories, String(value), (next) => acts.set(column.name, next)),
      )}
    ${contextColumns.map((column) => contextControl(column, chosen.context[column.name] ?? context?.[column.name], acts))}
  </div>`;
}

/** The values as text. */
export function heldList({ axes, held, context }: Conditional): TemplateResult {
  const shown = axes.map(({ name }) => name);
  const rest = held
    .filter(({ name }) => !shown.includes(name))
    .map(({ name, value, category }) => [name, category ?? formatNumber(value ?? Number.NaN)] as const);
  const given = Object.entries(context ?? {}).map(
    ([name, value]) => [name, typeof value === 'number' ? formatNumber(value) : value] as const,
  );
  return html`<dl class="list" translate="no">
    ${[...rest, ...given].map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}
  </dl>`;
}

function rangeOf({ low, high, step, period, turnStart = 0, bounds }: Column): Range {
  if (period !== null) return { low: turnStart, high: turnStart + period - (step ?? 0), step };
  return { low, high, step, ...(bounds === undefined ? {} : { bounds }) };
}

function contextControl(column: ContextColumn, value: string | number | undefined, acts: ValueActs) {
  const { name } = column;
  if (column.kind === 'number') {
    const range = { low: column.low, high: column.high, step: null };
    return numberControl(name, range, Number(value), (next) => acts.setContext(name, String(next)));
  }
  return listControl(name, column.values, String(value), (next) => acts.setContext(name, next));
}

function listControl(name: string, values: readonly string[], value: string, set: (value: string) => void) {
  return html`<span class="name" translate="no" title=${name} aria-hidden="true">${name}</span>
    <select
      aria-label=${name}
      translate="no"
      @change=${(event: Event) => set((event.target as HTMLSelectElement).value)}
    >
      ${values.map((option) => html`<option value=${option} ?selected=${option === value}>${option}</option>`)}
    </select>`;
}

function numberControl(name: string, range: Range, value: number, set: (value: number) => void) {
  const { low, high, step: own, bounds = [null, null] } = range;
  const round = sliderSteps(Math.min(low, value), Math.max(high, value), own);
  const [least, most] = [Math.max(round.least, bounds[0] ?? -Infinity), Math.min(round.most, bounds[1] ?? Infinity)];
  const { step } = round;
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
      min=${least}
      max=${most}
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
