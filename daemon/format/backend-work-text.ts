import type { BackendEvent } from '../../protocol/train-events.ts';
import { GENERAL_ENGLISH, type GeneralStrings } from './general-strings.ts';

/** `Compiling for jax, 3 s`. */
export function backendWorkText(
  { backend, what, seconds }: Omit<BackendEvent, 'event'>,
  strings: GeneralStrings = GENERAL_ENGLISH,
): string {
  return strings[`backend.${what}`]({ backend, seconds: Math.round(seconds) });
}
