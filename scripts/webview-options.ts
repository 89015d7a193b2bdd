/** How what a webview loads is bundled: into one file with nothing beside it but its styles. */
import { readFile } from 'node:fs/promises';
import type { BuildOptions, Plugin } from 'esbuild';

/**
 * Panels check messages with zod, and none of them writes a JSON Schema. zod's schemas refer to the writer all the same, so that
 * bundling keeps it: 20 KB of each panel. Its functions become one that throws.
 */
const withoutJsonSchema: Plugin = {
  name: 'without JSON Schema',
  setup({ onLoad }) {
    onLoad(
      { filter: /[\\/]zod[\\/]v4[\\/]core[\\/](json-schema-processors|to-json-schema)\.js$/ },
      async ({ path }) => {
        const text = await readFile(path, 'utf8');
        const names = [...text.matchAll(/^export (?:const|function) (\w+)/gm)].map((match) => match[1]);
        const lines = names.map((name) => `export const ${name} = absent;`);
        const absent = "const absent = () => () => { throw new Error('panels have no writer of JSON Schema'); };";
        return { contents: [absent, ...lines].join('\n'), loader: 'js' };
      },
    );
  },
};

export const WEBVIEW_OPTIONS = {
  bundle: true,
  platform: 'browser',
  // Of VS Code 1.91, the oldest that package.json's `engines` lets in.
  target: 'chrome122',
  format: 'esm',
  sourcemap: false,
  minify: true,
  mainFields: ['module', 'main'],
  loader: { '.css': 'text' },
  logLevel: 'warning',
  plugins: [withoutJsonSchema],
} satisfies BuildOptions;
