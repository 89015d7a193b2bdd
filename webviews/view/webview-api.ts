/** The webview API of VS Code over a socket. */
import type { PanelMessage } from '../../protocol/panel/panel-messages.ts';
import type { PanelName } from '../../protocol/panel/panel-names.ts';
import type { PanelState } from '../../protocol/panel/panel-state.ts';
import { panelTitle } from '../../protocol/panel/panel-titles.ts';
import type { ViewNotice, ViewOpen } from '../../protocol/panel/view-messages.ts';
import { readArrayFrame, tokenProtocol, VIEW_PROTOCOL, VIEW_SOCKET } from '../../protocol/panel/view-wire.ts';
import { forgetToken } from './access.ts';
import { download } from './download.ts';
import { keepState, keptSubject, keptView } from './kept-state.ts';
import { showNotice } from './notice.ts';

const NO_ACCESS =
  'Open this page with the address that flowscope view printed. That address opens once: run flowscope view again for a new one.';
const ENDED = 'flowscope view has ended, and this page no longer updates. Run flowscope view again for a new address.';

/** @param access the token; null: there is none */
export function offerWebviewApi(panel: PanelName, access: Promise<string | null>): void {
  const waiting: PanelMessage[] = [];
  let socket: WebSocket | null = null;
  const send = (message: PanelMessage | ViewOpen) => socket?.send(JSON.stringify(message));

  const postMessage = (message: PanelMessage) => {
    if (message.type === 'save') download(message.name, message.bytes);
    else if (socket?.readyState === WebSocket.OPEN) send(message);
    else waiting.push(message);
  };
  Object.assign(globalThis, {
    acquireVsCodeApi: () => ({ postMessage, setState: (state: PanelState) => keepState(state) }),
  });

  const open = (token: string) => {
    socket = new WebSocket(`ws://${location.host}${VIEW_SOCKET}`, [VIEW_PROTOCOL, tokenProtocol(token)]);
    socket.binaryType = 'arraybuffer';
    let opened = false;
    socket.onopen = () => {
      opened = true;
      send({ type: 'open', panel, subject: keptSubject(panel), view: keptView(panel) });
      for (const message of waiting.splice(0)) send(message);
    };
    socket.onmessage = ({ data }) => take(data);
    socket.onclose = () => {
      if (!opened) forgetToken();
      showNotice(opened ? ENDED : NO_ACCESS);
    };
  };
  void access.then((token) => {
    if (token === null) showNotice(NO_ACCESS);
    else open(token);
  });
}

function take(data: string | ArrayBuffer): void {
  if (typeof data !== 'string') {
    const { id, bytes } = readArrayFrame(data);
    deliver({ type: 'array', id, bytes });
    return;
  }
  const message = JSON.parse(data) as ViewNotice | { type: 'snapshot'; snapshot: TitledSnapshot } | { type: 'other' };
  if (message.type === 'notice') {
    showNotice(message.message);
    return;
  }
  if (message.type === 'snapshot' && !message.snapshot.looking) {
    document.title = `${panelTitle(message.snapshot.panel, message.snapshot.shown)} — Flowscope`;
  }
  deliver(message);
}

interface TitledSnapshot {
  readonly panel: PanelName;
  readonly shown: readonly ({ readonly name: string } | null)[];
  readonly looking: boolean;
}

/** As VS Code does; the panel validates the message. */
function deliver(data: unknown): void {
  window.dispatchEvent(new MessageEvent('message', { data }));
}
