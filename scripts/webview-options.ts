/** How what a webview loads is bundled: into one file with nothing beside it but its styles. */
import type { BuildOptions } from 'esbuild';

export const WEBVIEW_OPTIONS = {
  bundle: true,
  platform: 'browser',
  target: 'chrome130',
  format: 'esm',
  sourcemap: false,
  minify: true,
  mainFields: ['module', 'main'],
  loader: { '.css': 'text' },
  logLevel: 'warning',
} as const satisfies BuildOptions;
