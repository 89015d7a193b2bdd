import { html } from 'lit';
import { choice } from '../components/controls.ts';
import type { Samples } from './samples-data.ts';
import { strings } from './strings.ts';

/** Each value of the column has samples. A number, so that it is no label. */
const EVERY = -1;

export interface ContextChoice {
  /** '': none. */
  readonly value: string;
  /** Whether each value has samples; null: that is not offered. */
  readonly every: boolean | null;
  /** @param every each value has samples */
  set(value: string, every: boolean): void;
}

/** Chooses the value of a context column, every value, or none. */
export function contextControl({ column, values }: Samples['contexts'][number], { value, every, set }: ContextChoice) {
  if (values !== null) {
    return choice<string | number>(
      {
        label: column,
        isName: true,
        value: every === true ? EVERY : value,
        set: (chosen) => (chosen === EVERY ? set('', true) : set(String(chosen), false)),
      },
      [
        ['', strings.anyContext],
        ...(every === null ? [] : [[EVERY, strings.everyValue] as const]),
        ...values.map((category) => [category, category] as const),
      ],
    );
  }
  const changed = (event: Event) => set((event.target as HTMLInputElement).value, false);
  return html`<label
    ><span translate="no">${column}</span> <input type="number" step="any" placeholder=${strings.anyContext} .value=${value} @change=${changed} /></label
  >`;
}
