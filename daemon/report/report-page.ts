/** The HTML file of a report: one page that loads nothing, with the panels' own code and styles. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { REPORT_IDS, type ReportContent } from '../../protocol/report/report-content.ts';

/** What a page consists of beside its content; see scripts/build.ts. */
export interface PageParts {
  readonly script: string;
  readonly style: string;
  /** The style sheet of icons, which each icon loads by itself. */
  readonly icons: string;
}

/** @param folder of the bundled webviews */
export async function readPageParts(folder: string): Promise<PageParts> {
  const [script, style, icons] = await Promise.all(
    ['report.js', 'report.css', 'report-icons.css'].map((name) => readFile(join(folder, name), 'utf8')),
  );
  return { script: script!, style: style!, icons: icons! };
}

/** The content as it is in the page. */
export function packedContent(content: ReportContent): string {
  return deflateSync(JSON.stringify(content), { level: 9 }).toString('base64');
}

/**
 * Nothing may be loaded. The script and the styles are those of this file, by their hashes; icons have their style sheet
 * and font, and saved pictures their bytes, in addresses of their own.
 */
function policyOf({ script, style }: PageParts): string {
  const hash = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
  return [
    "default-src 'none'",
    `script-src ${hash(script)}`,
    `style-src ${hash(style)} data:`,
    'font-src data:',
    'img-src data: blob:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
}

/** @param content of `packedContent` @param arrays deflated, in the order of the content */
export function reportPage(title: string, parts: PageParts, content: string, arrays: Uint8Array): string {
  const { script, style, icons } = parts;
  if (/<\/script|<!--/i.test(script) || /<\/style/i.test(style)) {
    throw new Error('the code of a report would end its own element');
  }
  const data = (id: string, text: string) => `<script type="text/plain" id="${id}">${text}</script>`;
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policyOf(parts)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="Flowscope">
<title>${escaped(title)}</title>
<style>${style}</style>
<link rel="stylesheet" id="vscode-codicon-stylesheet" href="data:text/css;base64,${Buffer.from(icons).toString('base64')}">
</head>
<body>
<flowscope-report></flowscope-report>
<noscript>This report needs JavaScript. It loads nothing.</noscript>
${data(REPORT_IDS.content, content)}
${data(REPORT_IDS.arrays, Buffer.from(arrays).toString('base64'))}
<script type="module">${script}</script>
</body>
</html>
`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
