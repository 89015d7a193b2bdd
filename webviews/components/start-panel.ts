import { createPanelHost } from '../bridge/panel-host.ts';
import type { PanelPort } from '../bridge/panel-port.ts';
import { webviewPort } from '../bridge/webview-port.ts';
import type { PanelElement } from './panel-element.ts';

declare global {
  interface Window {
    /** Of a page in a plain browser, which has another way to its host (bridge/browser-port.ts). */
    flowscopePort?: PanelPort;
  }
}

/** Makes a panel's element live: called once, at the end of its script. */
export function startPanel(tag: string, element: new () => PanelElement): void {
  const panel = document.querySelector<PanelElement>(tag)!;
  // Before the class takes it over.
  panel.host = createPanelHost(window.flowscopePort ?? webviewPort());
  customElements.define(tag, element);
}
