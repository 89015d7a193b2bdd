/** Bundles everything that `bin.flowscope` needs into dist/. */
import { chmod, rm } from 'node:fs/promises';
import { build } from 'esbuild';

await rm('dist', { recursive: true, force: true });
await build({
  entryPoints: {
    flowscope: 'daemon/cli/flowscope.ts',
    worker: 'daemon/worker/main.ts',
    inspection: 'daemon/worker/inspection-main.ts',
    preview: 'daemon/worker/preview-main.ts',
  },
  outdir: 'dist',
  bundle: true,
  platform: 'node',
  target: 'node22',
  format: 'esm',
  splitting: true,
  sourcemap: true,
  minifySyntax: true,
  mainFields: ['module', 'main'],
  external: ['onnxruntime-node'],
  banner: {
    js: "import { createRequire as flowscopeRequire } from 'node:module'; const require = flowscopeRequire(import.meta.url);",
  },
  logLevel: 'warning',
});
await chmod('dist/flowscope.js', 0o755);
