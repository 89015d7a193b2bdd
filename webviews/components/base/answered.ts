import { html, type TemplateResult } from 'lit';
import { failureText, PanelFailure } from '../../bridge/panel-failure.ts';
import '../panel-notice.ts';
import { strings } from '../strings.ts';
import type { Resource } from './resource.ts';

/** Draws the value, a notice that it is loading, or the reason why it failed. While it loads again, the previous value stays. */
export function answered<T>(
  resource: Resource<T>,
  { waiting, failed }: { readonly waiting: string; readonly failed: string },
  draw: (value: NonNullable<T>) => TemplateResult,
): TemplateResult {
  const { value, error, stale, waitingFor } = resource;
  if (error !== null) {
    return html`<fs-notice
      heading=${failed}
      text=${failureText(error)}
      quoted
      action=${canHelp(error) ? strings.tryAgain : ''}
      @act=${() => resource.retry()}
    ></fs-notice>`;
  }
  if (value == null) return html`<fs-notice heading=${waiting} text=${waitingFor} busy></fs-notice>`;
  return html`<div class="answer ${stale ? 'stale' : ''}">${draw(value)}</div>`;
}

/** A retry does not help if the flow has no such value, such as a density of images. */
function canHelp(error: unknown): boolean {
  return !(error instanceof PanelFailure && error.code === 'wrong-value');
}
