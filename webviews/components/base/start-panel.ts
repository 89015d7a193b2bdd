import { snapshotTitle } from '../../../daemon/format/panel-title.ts';
import { createPanelHost } from '../../bridge/panel-host.ts';
import { webviewPort } from '../../bridge/webview-port.ts';
import { formatStrings, strings } from '../strings.ts';
import type { PanelElement } from './panel-element.ts';

/** Defines a panel's element; called once, at the end of its script. */
export function startPanel(tag: string, element: new () => PanelElement): void {
  const panel = document.querySelector<PanelElement>(tag)!;
  // Before the element is upgraded.
  panel.host = createPanelHost(webviewPort());
  // For a tab of a browser. The editor titles its own tabs.
  panel.host.onSnapshot((snapshot) => {
    if (!snapshot.looking) document.title = strings.pageTitle({ title: snapshotTitle(snapshot, formatStrings) });
  });
  customElements.define(tag, element);
}
