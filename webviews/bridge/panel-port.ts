/** The way from a panel to its host. */
import type { PanelMessage } from '../../protocol/panel/panel-messages.ts';
import type { PanelState } from '../../protocol/panel/panel-state.ts';

export interface PanelPort<Message = PanelMessage, State = PanelState> {
  post(message: Message): void;
  /** @param listener gets what came, unchecked */
  listen(listener: (message: unknown) => void): void;
  /** Kept over a reload of the window. */
  keep(state: State): void;
}
