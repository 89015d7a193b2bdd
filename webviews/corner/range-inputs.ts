/** The ranges of a selection as numbers to type: what dragging selects, and what it cannot. */
import { html } from 'lit';
import type { ValueRange } from '../../daemon/statistics/corner/row-selection.ts';
import type { CornerData } from './corner-data.ts';
import { strings } from './strings.ts';

type Ranges = ReadonlyMap<string, ValueRange>;

/** An empty field is no limit. */
export function rangeInputs(
  { names, categories }: Pick<CornerData, 'names' | 'categories'>,
  ranges: Ranges,
  set: (ranges: Ranges) => void,
) {
  const field = (name: string, end: 'low' | 'high') => {
    const value = ranges.get(name)?.[end];
    const named = categories[names.indexOf(name)] ?? null;
    if (named !== null) return categoryField(name, end, value, named);
    const changed = (event: Event) => {
      const text = (event.target as HTMLInputElement).value;
      set(withEnd(ranges, name, end, text === '' ? null : Number(text)));
    };
    return html`<input
      type="number"
      step="any"
      aria-label=${strings[end === 'low' ? 'rangeFrom' : 'rangeTo']({ column: name })}
      .value=${value !== undefined && Number.isFinite(value) ? String(Number(value.toPrecision(6))) : ''}
      @change=${changed}
    />`;
  };
  const categoryField = (name: string, end: 'low' | 'high', value: number | undefined, named: readonly string[]) => {
    const rank = value === undefined || !Number.isFinite(value) ? '' : String(rankAt(value, end));
    const changed = (event: Event) => {
      const text = (event.target as HTMLSelectElement).value;
      set(withEnd(ranges, name, end, text === '' ? null : Number(text)));
    };
    return html`<select
      aria-label=${strings[end === 'low' ? 'rangeFrom' : 'rangeTo']({ column: name })}
      translate="no"
      @change=${changed}
    >
      <option value="" ?selected=${rank === ''}>${strings.noLimit}</option>
      ${named.map((text, i) => html`<option value=${i} ?selected=${rank === String(i)}>${text}</option>`)}
    </select>`;
  };
  return html`<fieldset>
    ${names.map(
      (name) => html`<div class="range">
        <span translate="no" title=${name}>${name}</span>${field(name, 'low')}<span aria-hidden="true">…</span>${field(name, 'high')}
      </div>`,
    )}
  </fieldset>`;
}

/** The category at the end of a range that was dragged, whose ends are between two of them. */
function rankAt(value: number, end: 'low' | 'high'): number {
  return end === 'low' ? Math.ceil(value) : Math.floor(value);
}

/** @param value null: no limit */
export function withEnd(ranges: Ranges, name: string, end: 'low' | 'high', value: number | null): Ranges {
  const all = { low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY };
  const limit = value ?? all[end];
  if (Number.isNaN(limit)) return ranges;
  const range = { ...(ranges.get(name) ?? all), [end]: limit };
  const next = new Map(ranges);
  if (range.low === all.low && range.high === all.high) next.delete(name);
  else next.set(name, range);
  return next;
}
