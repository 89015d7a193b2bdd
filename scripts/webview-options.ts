/** How what a webview loads is bundled: into one file with nothing beside it but its styles. */
import { fileURLToPath } from 'node:url';
import type { BuildOptions } from 'esbuild';
import { minifiedStyles } from './webview-styles.ts';

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
  // What of zod/mini the stand-in lacks would only be a warning.
  logOverride: { 'import-is-undefined': 'error' },
  alias: { 'zod/mini': fileURLToPath(new URL('../webviews/bridge/small-schemas.ts', import.meta.url)) },
  plugins: [minifiedStyles],
  logLevel: 'warning',
} satisfies BuildOptions;
