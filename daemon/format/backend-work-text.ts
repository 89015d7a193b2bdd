import type { BackendEvent } from '../../protocol/train-events.ts';
import { ENGLISH, type FormatStrings } from './strings.ts';

/** `Compiling for jax, 3 s`. */
export function backendWorkText(
  { backend, what, seconds }: Omit<BackendEvent, 'event'>,
  strings: FormatStrings = ENGLISH,
): string {
  return strings[`backend.${what}`]({ backend, seconds: Math.round(seconds) });
}
