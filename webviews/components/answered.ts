import { html, type TemplateResult } from 'lit';
import { PanelFailure } from '../bridge/panel-failure.ts';
import { failureText } from './failure-text.ts';
import './panel-notice.ts';
import type { Resource } from './resource.ts';

/** What was asked for: as soon as it is there, else that it is on its way, or why it does not come. The last one stays meanwhile. */
export function answered<T>(
  resource: Resource<T>,
  { waiting, failed }: { readonly waiting: string; readonly failed: string },
  draw: (value: NonNullable<T>) => TemplateResult,
): TemplateResult {
  const { value, error, stale } = resource;
  if (error !== null) {
    return html`<fs-notice
      heading=${failed}
      text=${failureText(error)}
      action=${canHelp(error) ? 'Try Again' : ''}
      @act=${() => resource.retry()}
    ></fs-notice>`;
  }
  if (value == null) return html`<fs-notice heading=${waiting} busy></fs-notice>`;
  return html`<div class="answer ${stale ? 'stale' : ''}">${draw(value)}</div>`;
}

/** What was asked for may be there the next time; of a flow that has no such thing it never is. */
function canHelp(error: unknown): boolean {
  return !(error instanceof PanelFailure && error.code === 'wrong-value');
}
