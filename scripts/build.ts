/** Bundles everything that `bin.flowscope` needs into dist/. */
import { chmod, copyFile, cp, glob, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { type BuildOptions, build, type Plugin } from 'esbuild';
import { CODEC_FILES } from '../daemon/data/decoding/codecs.ts';
import { jsonSchemaText } from '../daemon/spec/generate-schema.ts';
import { PANELS, PREVIEW } from '../protocol/panel/panels.ts';
import { problemsOfPanels } from './package/panel-bundles.ts';
import { WEBVIEW_OPTIONS } from './webview-options.ts';

const OPTIONS = {
  outdir: 'dist',
  bundle: true,
  platform: 'node',
  target: 'node22',
  format: 'esm',
  sourcemap: true,
  // Names stay: the daemon's log shows stacks.
  minifySyntax: true,
  minifyWhitespace: true,
  mainFields: ['module', 'main'],
  banner: {
    js: "import { createRequire as flowscopeRequire } from 'node:module'; const require = flowscopeRequire(import.meta.url);",
  },
  logLevel: 'warning',
} as const satisfies BuildOptions;

const EXTENSION = {
  ...OPTIONS,
  // VS Code 1.91, the oldest that package.json's `engines` lets in, runs it with Node 20.9.
  target: 'node20.9',
  format: 'cjs',
  outExtension: { '.js': '.cjs' },
  external: ['vscode'],
  banner: {},
  // `import()` of the other file becomes `require`: VS Code's `vscode` module is known to that only.
  supported: { 'dynamic-import': false },
} as const satisfies BuildOptions;

/** Leaves an imported file to another bundle. */
function apart(filter: RegExp, path: string): Plugin {
  return { name: 'apart', setup: ({ onResolve }) => onResolve({ filter }, () => ({ path, external: true })) };
}

/** Of our package.json, programs need the version: the rest took 12 KB of each start. */
const VERSION_ONLY: Plugin = {
  name: 'version-only',
  setup({ onLoad }) {
    onLoad({ filter: /package\.json$/ }, async ({ path }) => {
      if (path !== resolve('package.json')) return undefined;
      const { version } = JSON.parse(await readFile(path, 'utf8'));
      return { contents: JSON.stringify({ version }), loader: 'json' };
    });
  },
};

const EDITOR_PANELS = [...PANELS, PREVIEW.name];

/**
 * The styles of a report, which loads nothing: with the font of the icons in them, and the icons apart, since each icon
 * takes their style sheet into its own tree.
 */
async function writeReportStyles(): Promise<void> {
  const [view, panel, own, icons, font] = await Promise.all([
    readFile('webviews/view/view.css', 'utf8'),
    readFile('webviews/panel.css', 'utf8'),
    readFile('webviews/report/report.css', 'utf8'),
    readFile('node_modules/@vscode/codicons/dist/codicon.css', 'utf8'),
    readFile('node_modules/@vscode/codicons/dist/codicon.ttf', 'base64'),
  ]);
  const face = `@font-face { font-family: codicon; font-display: block; src: url("data:font/ttf;base64,${font}") format("truetype"); }`;
  await Promise.all([
    writeFile('dist/webviews/report.css', [view, panel, own, face].join('\n')),
    writeFile('dist/webviews/report-icons.css', icons.replace(/@font-face\s*\{[^}]*\}/, '')),
  ]);
}

await rm('dist', { recursive: true, force: true });
const [panels] = await Promise.all([
  build({
    ...WEBVIEW_OPTIONS,
    outdir: 'dist/webviews',
    metafile: true,
    entryPoints: {
      ...Object.fromEntries(EDITOR_PANELS.map((panel) => [panel, `webviews/${panel}/main.ts`])),
      // For plain browsers.
      view: 'webviews/view/main.ts',
    },
  }),
  build({
    ...OPTIONS,
    entryPoints: {
      flowscope: 'daemon/cli/flowscope.ts',
      worker: 'daemon/worker/main.ts',
      inspection: 'daemon/worker/inspection-main.ts',
      preview: 'daemon/worker/preview-main.ts',
      'optimizer-thread': 'daemon/runtime/optimizer/thread-main.ts',
      'webgpu-probe': 'daemon/runtime/onnxruntime/webgpu/probe-main.ts',
      'tensorflow-probe': 'daemon/runtime/tensorflow/probe-main.ts',
    },
    splitting: true,
    external: ['onnxruntime-node'],
    plugins: [VERSION_ONLY, apart(/\/serve-main\.ts$/, './serve.js')],
  }),
  // Apart from the commands: few files are loaded before a client is let in, and the rest when it was.
  build({
    ...OPTIONS,
    entryPoints: { serve: 'daemon/cli/serve-main.ts', analysis: 'daemon/language/thread/main.ts' },
    splitting: true,
    chunkNames: 'serve-[hash]',
    external: ['onnxruntime-node'],
    plugins: [VERSION_ONLY],
  }),
  // VS Code loads the first when a window opens, and the first loads the second when it is needed: two files, since esbuild
  // splits no CommonJS. The daemon's methods come along as schemas only.
  build({
    ...EXTENSION,
    banner: { js: 'const flowscopeStarted = performance.now();' },
    entryPoints: { extension: 'extension/main.ts' },
    plugins: [VERSION_ONLY, apart(/\/app\.ts$/, './extension-app.cjs')],
  }),
  build({ ...EXTENSION, entryPoints: { 'extension-app': 'extension/app.ts' }, plugins: [VERSION_ONLY] }),
  // In the files of `flowscope report`: all panels at once.
  build({ ...WEBVIEW_OPTIONS, outdir: 'dist/webviews', entryPoints: { report: 'webviews/report/main.ts' } }),
]);
await mkdir('dist/codecs', { recursive: true });
// Python runs them, beside the bundles.
await cp('daemon/runtime/jax/host', 'dist/host', { recursive: true, filter: (path) => !path.includes('__pycache__') });
await Promise.all([
  ...Object.entries(CODEC_FILES).map(([name, path]) => copyFile(`node_modules/${path}`, `dist/codecs/${name}`)),
  // Their licenses must be distributed with the programs.
  ...['jpeg', 'webp'].map((name) =>
    copyFile(`node_modules/@jsquash/${name}/codec/LICENSE.codec.md`, `dist/codecs/${name}-LICENSE.md`),
  ),
  copyFile('webviews/panel.css', 'dist/webviews/panel.css'),
  copyFile('webviews/view/view.css', 'dist/webviews/view.css'),
  copyFile('extension/resources/icon.svg', 'dist/webviews/icon.svg'),
  // Its address of the font carries a query, which `flowscope view` takes from nobody.
  readFile('node_modules/@vscode/codicons/dist/codicon.css', 'utf8').then((css) =>
    writeFile('dist/webviews/codicon.css', css.replaceAll(/codicon\.ttf\?\w+/g, 'codicon.ttf')),
  ),
  writeReportStyles(),
  copyFile('node_modules/@vscode/codicons/dist/codicon.ttf', 'dist/webviews/codicon.ttf'),
]);
// Beside the panels, where the extension and `flowscope view` find them.
await mkdir('dist/webviews/l10n', { recursive: true });
for await (const file of glob('l10n/panels.*.json')) await copyFile(file, `dist/webviews/l10n/${basename(file)}`);
const problems = problemsOfPanels(panels.metafile);
if (problems.length > 0) throw new Error(problems.join('\n'));
await chmod('dist/flowscope.js', 0o755);
// For editors that a user has told to open specs as plain JSON.
await writeFile('dist/flow.schema.json', jsonSchemaText());
