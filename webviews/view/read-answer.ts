/**
 * What the server of the page sends. Checked by hand: this script loads before every panel, and zod is most of a panel's start.
 */
import { PANELS } from '../../protocol/panel/panels.ts';
import type { SignInAnswer, ViewGo, ViewNotice } from '../../protocol/panel/view-messages.ts';

export function isNotice(message: unknown): message is ViewNotice {
  return hasText(message, 'message') && 'type' in message && message.type === 'notice';
}

export function isGo(message: unknown): message is ViewGo {
  return (
    typeof message === 'object' &&
    message !== null &&
    'type' in message &&
    message.type === 'go' &&
    'panel' in message &&
    PANELS.some((name) => name === message.panel) &&
    'runs' in message &&
    isRuns(message.runs)
  );
}

/** Whether it is a list of run directories. */
export function isRuns(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.length > 0 && value.every((run) => typeof run === 'string');
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
