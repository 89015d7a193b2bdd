/** The HTML document of a panel in a plain browser, and its security headers. */
import type { PanelTranslation } from '../../protocol/panel/panel-translation.ts';
import { PANELS, type PanelName } from '../../protocol/panel/panels.ts';
import { translationElement } from '../../protocol/panel/translation-element.ts';
import { sentences } from '../format/sentences.ts';
import { TEXTS } from '../format/strings.ts';

/** Scripts and styles of a page, and the font that the styles load; see scripts/build.ts. */
export const VIEW_FILES: ReadonlySet<string> = new Set([
  'view.js',
  'view.css',
  'panel.css',
  'codicon.css',
  'codicon.ttf',
  'icon.svg',
  ...PANELS.map((panel) => `${panel}.js`),
]);

/** Headers of every response. @param host our own `host:port` */
export function viewHeaders(host: string): Readonly<Record<string, string>> {
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "font-src 'self'",
    "img-src 'self' blob:",
    `connect-src http://${host} ws://${host}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ];
  return {
    'content-security-policy': policy.join('; '),
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'cache-control': 'no-store',
  };
}

/** @param translation of the texts; null: English */
export function viewPage(panel: PanelName, translation: PanelTranslation | null): string {
  const strings = sentences(TEXTS, translation?.tables.format, translation?.locale);
  return `<!DOCTYPE html>
<html lang="${translation?.locale ?? 'en'}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="/icon.svg">
<link rel="stylesheet" href="/view.css">
<link rel="stylesheet" href="/codicon.css" id="vscode-codicon-stylesheet">
<link rel="stylesheet" href="/panel.css">
<title>Flowscope: ${escaped(strings[`panel.${panel}`])}</title>
</head>
<body>
<p id="view-notice" role="alert" hidden></p>
<flowscope-${panel}></flowscope-${panel}>
${translationElement(translation)}<script type="module" src="/view.js"></script>
<script type="module" src="/${panel}.js"></script>
</body>
</html>
`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
