/** The token of this tab: for the code of its address, from before a reload, or from another tab of the same pages. */
import { CODE_KEY, SIGN_IN } from '../../protocol/panel/view-wire.ts';

const KEY = 'flowscope.token';
const CHANNEL = 'flowscope.token';
/** For another tab to answer, milliseconds. */
const PATIENCE = 500;

/** @returns null: nobody let this tab in */
export async function accessToken(): Promise<string | null> {
  const code = new URLSearchParams(location.hash.slice(1)).get(CODE_KEY);
  // Out of the address before anything else: what is copied or kept in the history opens nothing.
  if (code !== null) history.replaceState(null, '', location.pathname);
  const token =
    (code === null ? null : await exchange(code)) ?? sessionStorage.getItem(KEY) ?? (await fromAnotherTab());
  if (token === null) return null;
  sessionStorage.setItem(KEY, token);
  lend(token);
  return token;
}

/** The token is of no use any more. */
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
  const { token } = (await answer.json()) as { token?: unknown };
  return typeof token === 'string' ? token : null;
}

/** A link opened in a new tab has no storage of its own yet. Only pages of this very origin hear of it. */
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
