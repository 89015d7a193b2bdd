/** The message port of a VS Code webview. */
import type { PanelMessage } from '../../protocol/panel/panel-messages.ts';
import type { PanelState } from '../../protocol/panel/panel-state.ts';
import type { PanelPort } from './panel-port.ts';

interface WebviewApi {
  postMessage(message: unknown): void;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): WebviewApi;

/** Call only once per document: VS Code allows acquiring its API only once. */
export function webviewPort<Message = PanelMessage, State = PanelState>(): PanelPort<Message, State> {
  const api = acquireVsCodeApi();
  return {
    post: (message) => api.postMessage(message),
    listen(listener) {
      window.addEventListener('message', ({ data }) => listener(data));
    },
    keep: (state) => api.setState(state),
  };
}
