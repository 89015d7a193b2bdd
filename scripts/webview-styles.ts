/** The styles of elements are templates, which esbuild keeps as they are written: a tenth of a panel was their indentation. */
import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import type { Plugin } from 'esbuild';

const STYLES = /\bcss\s*`([^`]*)`/g;
/** Between them is CSS. */
const EXPRESSION = /(\$\{[^}]*\})/;

/** Takes comments and needless blanks out of the `css` templates of a module. */
export function minifyStyles(source: string): string {
  return source.replace(STYLES, (_, text: string) => {
    const parts = text.split(EXPRESSION).map((part, i) => (i % 2 === 1 ? part : minifyCss(part)));
    return `css\`${parts.join('').trim()}\``;
  });
}

/** A blank may be what separates two selectors, so that one is left, but around braces, semicolons and commas. */
function minifyCss(text: string): string {
  return text
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/\s+/g, ' ')
    .replace(/ ?([{};,]) ?/g, '$1');
}

export const minifiedStyles: Plugin = {
  name: 'minified styles',
  setup(build) {
    build.onLoad({ filter: /[\\/](?:webviews|@vscode-elements)[\\/].*\.[jt]s$/ }, async ({ path }) => ({
      contents: minifyStyles(await readFile(path, 'utf8')),
      loader: extname(path) === '.ts' ? 'ts' : 'js',
    }));
  },
};
