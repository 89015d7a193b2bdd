import { PanelFailure } from '../bridge/panel-failure.ts';

/** What went wrong, and what can be done about it. */
export function failureText(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const hint = error instanceof PanelFailure && error.hint !== null ? ` ${error.hint}` : '';
  return `${message}${/[.!?]$/.test(message) ? '' : '.'}${hint}`;
}
