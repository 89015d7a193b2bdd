/**
 * What the server of the page sends. Checked by hand: this script loads before every panel, and zod is most of a panel's start.
 */
import type { SignInAnswer, ViewNotice } from '../../protocol/panel/view-messages.ts';

export function isNotice(message: unknown): message is ViewNotice {
  return hasText(message, 'message') && 'type' in message && message.type === 'notice';
}

export function isSignInAnswer(answer: unknown): answer is SignInAnswer {
  return hasText(answer, 'token');
}

function hasText<Key extends string>(value: unknown, key: Key): value is Readonly<Record<Key, string>> {
  return (
    typeof value === 'object' &&
    value !== null &&
    typeof Object.getOwnPropertyDescriptor(value, key)?.value === 'string'
  );
}
