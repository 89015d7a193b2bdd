import { PanelFailure } from '../bridge/panel-failure.ts';

/** The message and its hint. */
export function failureText(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const hint = error instanceof PanelFailure && error.hint !== null ? ` ${error.hint}` : '';
  return `${message}${/[.!?]$/.test(message) ? '' : '.'}${hint}`;
}
