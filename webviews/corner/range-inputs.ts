/** The ranges of a selection as numbers to type: what dragging selects, and what it cannot. */
import { html } from 'lit';
import type { ValueRange } from '../../daemon/statistics/corner/row-selection.ts';
import type { CornerData } from './corner-data.ts';
import { strings } from './strings.ts';

type Ranges = ReadonlyMap<string, ValueRange>;

/** An empty field is no limit. */
export function rangeInputs({ names }: Pick<CornerData, 'names'>, ranges: Ranges, set: (ranges: Ranges) => void) {
  const field = (name: string, end: 'low' | 'high') => {
    const value = ranges.get(name)?.[end];
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
  return html`<fieldset>
    ${names.map(
      (name) => html`<div class="range">
        <span translate="no" title=${name}>${name}</span>${field(name, 'low')}<span aria-hidden="true">…</span>${field(name, 'high')}
      </div>`,
    )}
  </fieldset>`;
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
