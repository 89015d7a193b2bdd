/** The webview API of VS Code over a socket. */
import type { PanelMessage } from '../../protocol/panel/panel-messages.ts';
import type { PanelState } from '../../protocol/panel/panel-state.ts';
import type { PanelName } from '../../protocol/panel/panels.ts';
import type { SentOpen } from '../../protocol/panel/view-messages.ts';
import { readArrayFrame, tokenProtocol, VIEW_PROTOCOL, VIEW_SOCKET } from '../../protocol/panel/view-wire.ts';
import { forgetToken } from './access.ts';
import { download } from './download.ts';
import { keepGoing, keepState, keptSubject, keptView } from './kept-state.ts';
import { isGo, isNotice } from './read-answer.ts';
import { strings } from './strings.ts';

/** @param access the token; null: there is none */
export function offerWebviewApi(panel: PanelName, access: Promise<string | null>): void {
  const waiting: PanelMessage[] = [];
  let socket: WebSocket | null = null;
  const send = (message: PanelMessage | SentOpen) => socket?.send(JSON.stringify(message));

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
      showNotice(opened ? strings.ended : strings.noAccess);
    };
  };
  void access.then((token) => {
    if (token === null) showNotice(strings.noAccess);
    else open(token);
  });
}

function take(data: string | ArrayBuffer): void {
  if (typeof data !== 'string') {
    const { id, bytes } = readArrayFrame(data);
    deliver({ type: 'array', id, bytes });
    return;
  }
  const message: unknown = JSON.parse(data);
  if (isNotice(message)) showNotice(message.message);
  else if (isGo(message)) {
    keepGoing(message);
    location.assign(`/${message.panel}`);
  } else deliver(message);
}

/** As VS Code does; the panel validates the message. */
function deliver(data: unknown): void {
  window.dispatchEvent(new MessageEvent('message', { data }));
}

/** Shows a message above the panel. */
function showNotice(text: string): void {
  const notice = document.querySelector<HTMLElement>('#view-notice')!;
  notice.textContent = text;
  notice.hidden = false;
}
