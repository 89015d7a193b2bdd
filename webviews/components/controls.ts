/** Small labeled controls. */
import { html, nothing, type TemplateResult } from 'lit';
import '@vscode-elements/elements/dist/vscode-checkbox/index.js';
import '@vscode-elements/elements/dist/vscode-toolbar-button/index.js';
import type { XRange } from '../charts/lines/step-range.ts';
import { strings } from './strings.ts';

interface Control<T> {
  readonly label: string;
  readonly value: T;
  readonly title?: string;
  /** The label is a name from the run, such as a column. */
  readonly isName?: boolean;
  readonly set: (value: T) => void;
}

const valueIn = (event: Event) => (event.target as HTMLInputElement | HTMLSelectElement).value;

/** A list of values, each with its text. */
export function choice<T extends string | number>(
  { label, value, title = '', isName = false, set }: Control<T>,
  options: readonly (readonly [T, string])[],
): TemplateResult {
  const chosen = (event: Event) => set(options[(event.target as HTMLSelectElement).selectedIndex]![0]);
  return html`<label title=${title}
    ><span translate=${isName ? 'no' : nothing}>${label}</span>
    <select @change=${chosen}>
      ${options.map(([option, text]) => html`<option value=${option} ?selected=${option === value}>${text}</option>`)}
    </select></label
  >`;
}

/** A whole number of at least `min`; anything else is ignored. */
export function wholeNumber({ label, value, title = '', set }: Control<number>, min: number): TemplateResult {
  const changed = (event: Event) => {
    const next = Number(valueIn(event));
    if (valueIn(event) !== '' && Number.isSafeInteger(next) && next >= min) set(next);
  };
  return html`<label title=${title}
    >${label} <input type="number" min=${min} .value=${String(value)} @change=${changed} /></label
  >`;
}

/** @param text shown beside the slider */
export function slider(
  { label, value, title = '', set }: Control<number>,
  range: { readonly min: number; readonly max: number; readonly step: number },
  text = '',
): TemplateResult {
  return html`<label title=${title}
    >${label}
    <input
      type="range"
      min=${range.min}
      max=${range.max}
      step=${range.step}
      aria-label=${label}
      .value=${String(value)}
      @input=${(event: Event) => set(Number(valueIn(event)))}
    />
    <span class="number">${text}</span></label
  >`;
}

export function check({ label, value, set }: Control<boolean>): TemplateResult {
  return html`<vscode-checkbox
    label=${label}
    .checked=${value}
    @change=${(event: Event) => set((event.target as HTMLInputElement).checked)}
  ></vscode-checkbox>`;
}

/** @param text beside the icon; empty: only the icon */
export function button(icon: string, title: string, act: () => void, text = ''): TemplateResult {
  return html`<vscode-toolbar-button icon=${icon} label=${title} title=${title} @click=${act}
    >${text}</vscode-toolbar-button
  >`;
}

/** Shows all steps again. @param range the visible steps; null: all, then there is no button */
export function allStepsButton(range: XRange | null, zoom: (range: null) => void) {
  return range === null ? nothing : button('zoom-out', strings.showAllSteps, () => zoom(null), strings.allSteps);
}
