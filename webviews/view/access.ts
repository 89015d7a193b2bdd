/** The token of this tab: exchanged for the code in the address, kept over a reload, or taken from another tab. */
import { CODE_KEY, SIGN_IN } from '../../protocol/panel/view-wire.ts';
import { isSignInAnswer } from './read-answer.ts';

const KEY = 'flowscope.token';
const CHANNEL = 'flowscope.token';
/** Time for another tab to answer, milliseconds. */
const PATIENCE = 500;

/** @returns null: this tab has no access */
export async function accessToken(): Promise<string | null> {
  const code = new URLSearchParams(location.hash.slice(1)).get(CODE_KEY);
  // Remove the code first, so that no copied address or history entry contains it.
  if (code !== null) history.replaceState(null, '', location.pathname);
  const token =
    (code === null ? null : await exchange(code)) ?? sessionStorage.getItem(KEY) ?? (await fromAnotherTab());
  if (token === null) return null;
  sessionStorage.setItem(KEY, token);
  lend(token);
  return token;
}

/** Drops a token that was refused. */
export function forgetToken(): void {
  sessionStorage.removeItem(KEY);
}

async function exchange(code: string): Promise<string | null> {
  const answer = await fetch(SIGN_IN, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ code }),
    cache: 'no-store',
    credentials: 'omit',
  }).catch(() => null);
  if (answer?.ok !== true) return null;
  const found: unknown = await answer.json();
  return isSignInAnswer(found) ? found.token : null;
}

/** A new tab starts with an empty session storage. Only pages of the same origin receive the message. */
function fromAnotherTab(): Promise<string | null> {
  const channel = new BroadcastChannel(CHANNEL);
  return new Promise<string | null>((resolve) => {
    setTimeout(() => resolve(null), PATIENCE);
    channel.onmessage = ({ data }) => {
      if (typeof data?.token === 'string') resolve(data.token);
    };
    channel.postMessage('wanted');
  }).finally(() => channel.close());
}

function lend(token: string): void {
  const channel = new BroadcastChannel(CHANNEL);
  channel.onmessage = ({ data }) => {
    if (data === 'wanted') channel.postMessage({ token });
  };
}
