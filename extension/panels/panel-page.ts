/** The HTML document of a panel's webview. */
import { randomBytes } from 'node:crypto';
import { Uri, type Webview } from 'vscode';
import type { PanelName } from '../../protocol/panel/panel-names.ts';

/** Folder of the panels' scripts and styles. */
export function panelRoot(extension: Uri): Uri {
  return Uri.joinPath(extension, 'dist', 'webviews');
}

/** @param extension folder of the extension */
export function panelPage(webview: Webview, extension: Uri, panel: PanelName | 'preview'): string {
  const root = panelRoot(extension);
  const url = (file: string) => webview.asWebviewUri(Uri.joinPath(root, file)).toString();
  const nonce = randomBytes(16).toString('base64');
  const policy = [
    "default-src 'none'",
    `script-src ${webview.cspSource} 'nonce-${nonce}'`,
    `style-src ${webview.cspSource}`,
    `font-src ${webview.cspSource}`,
    `img-src ${webview.cspSource} blob:`,
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${url('codicon.css')}" id="vscode-codicon-stylesheet">
<link rel="stylesheet" href="${url('panel.css')}">
<title>Flowscope: ${panel}</title>
</head>
<body>
<flowscope-${panel}></flowscope-${panel}>
<script type="module" nonce="${nonce}" src="${url(`${panel}.js`)}"></script>
</body>
</html>
`;
}
