/** The webview of a panel: its icon, its rights and its HTML document. */
import { randomBytes } from 'node:crypto';
import { env, Uri, type Webview, type WebviewPanel } from 'vscode';
import { readTranslation } from '../../daemon/client/panel/read-translation.ts';
import type { PanelTranslation } from '../../protocol/panel/panel-translation.ts';
import type { EditorPanelName } from '../../protocol/panel/panels.ts';
import { translationElement } from '../../protocol/panel/translation-element.ts';

/** @param extension folder of the extension @param translation of the texts; null: English */
export function showPage(
  view: WebviewPanel,
  extension: Uri,
  panel: EditorPanelName,
  translation: PanelTranslation | null,
): void {
  const root = panelRoot(extension);
  const icon = (theme: string) => Uri.joinPath(extension, `extension/resources/file-${theme}.svg`);
  view.webview.options = { enableScripts: true, localResourceRoots: [root] };
  view.iconPath = { light: icon('light'), dark: icon('dark') };
  view.webview.html = panelPage(view.webview, root, panel, translation);
}

/** The texts of the panels in the editor's language; null: English. @param extension folder of the extension */
export function editorTranslation(extension: Uri): PanelTranslation | null {
  return readTranslation(Uri.joinPath(panelRoot(extension), 'l10n').fsPath, [env.language]);
}

/** Folder of the panels' scripts and styles. */
function panelRoot(extension: Uri): Uri {
  return Uri.joinPath(extension, 'dist', 'webviews');
}

function panelPage(webview: Webview, root: Uri, panel: EditorPanelName, translation: PanelTranslation | null): string {
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
<html lang="${translation?.locale ?? 'en'}">
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
${translationElement(translation)}<script type="module" nonce="${nonce}" src="${url(`${panel}.js`)}"></script>
</body>
</html>
`;
}
