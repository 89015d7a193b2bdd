import { previewHost } from './preview-host.ts';
import { PreviewPanel } from './preview-panel.ts';

const panel = document.querySelector<PreviewPanel>('flowscope-preview')!;
// Before the element is upgraded.
panel.host = previewHost();
customElements.define('flowscope-preview', PreviewPanel);
