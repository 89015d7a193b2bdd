import { html } from 'lit';
import { choice } from '../components/controls.ts';
import type { Samples } from './samples-data.ts';
import { strings } from './strings.ts';

/** Chooses the value of a context column, or none. @param value '': none */
export function contextControl(
  { column, values }: Samples['contexts'][number],
  value: string,
  set: (value: string) => void,
) {
  if (values !== null) {
    const options = values.map((category) => [category, category] as const);
    return choice({ label: column, isName: true, value, set }, [['', strings.anyContext], ...options]);
  }
  const changed = (event: Event) => set((event.target as HTMLInputElement).value);
  return html`<label
    ><span translate="no">${column}</span> <input type="number" step="any" placeholder=${strings.anyContext} .value=${value} @change=${changed} /></label
  >`;
}
