/** The message channel between a panel and its host. */
import type { PanelMessage } from '../../protocol/panel/panel-messages.ts';
import type { PanelState } from '../../protocol/panel/panel-state.ts';

export interface PanelPort<Message = PanelMessage, State = PanelState> {
  post(message: Message): void;
  /** @param listener receives unvalidated messages */
  listen(listener: (message: unknown) => void): void;
  /** Keeps the state over a reload of the window. */
  keep(state: State): void;
}
