import { createPanelHost } from '../../bridge/panel-host.ts';
import { webviewPort } from '../../bridge/webview-port.ts';
import type { PanelElement } from './panel-element.ts';

/** Defines a panel's element; called once, at the end of its script. */
export function startPanel(tag: string, element: new () => PanelElement): void {
  const panel = document.querySelector<PanelElement>(tag)!;
  // Before the element is upgraded.
  panel.host = createPanelHost(webviewPort());
  customElements.define(tag, element);
}
