/** How `flowscope view` frames binary messages, and names the parts of its addresses. */

/** The subprotocol. A page offers it together with the one that carries its token. */
export const VIEW_PROTOCOL = 'flowscope.view.1';
const TOKEN_PROTOCOL = 'flowscope.token.';
export const VIEW_SOCKET = '/panel';
export const SIGN_IN = '/sign-in';
/** Key in the address's fragment, which no request contains: `#code=…`. */
export const CODE_KEY = 'code';

export function tokenProtocol(token: string): string {
  return `${TOKEN_PROTOCOL}${token}`;
}

/** @param offered values of Sec-WebSocket-Protocol. null: there is not exactly one token, or the protocol is missing */
export function offeredToken(offered: readonly string[]): string | null {
  const tokens = offered.filter((name) => name.startsWith(TOKEN_PROTOCOL));
  if (!offered.includes(VIEW_PROTOCOL) || tokens.length !== 1) return null;
  return tokens[0]!.slice(TOKEN_PROTOCOL.length);
}

/** The request's id (u32, little-endian), then the values. */
export function arrayFrame(id: number, bytes: ArrayBuffer): Uint8Array<ArrayBuffer> {
  const frame = new Uint8Array(4 + bytes.byteLength);
  new DataView(frame.buffer).setUint32(0, id, true);
  frame.set(new Uint8Array(bytes), 4);
  return frame;
}

export function readArrayFrame(frame: ArrayBuffer): { readonly id: number; readonly bytes: ArrayBuffer } {
  return { id: new DataView(frame).getUint32(0, true), bytes: frame.slice(4) };
}
