/**
 * Generates what follows from the definitions of the editor's commands and panels, and from its texts: entries of package.json,
 * the titles in package.nls.json, and l10n/bundle.l10n.json. With --check only compares: exits 1 if a file is stale.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { withContributions, withTitles } from './contributions/manifest.ts';
import { bundleOf } from './contributions/texts.ts';
import { stubVscode } from './contributions/vscode-stub.ts';
import { sources } from './rooms/import-graph.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const check = process.argv.includes('--check');

stubVscode();
const { COMMANDS: commands } = await import('../extension/commands/registry.ts');
const { VIEW_TYPES: viewTypes } = await import('../extension/panels/panel-views.ts');

const read = (file: string) => readFile(root + file, 'utf8');
const manifest = JSON.parse(await read('package.json'));
const texts = JSON.parse(await read('package.nls.json'));
const code = await Promise.all(sources(root, 'extension').map(async (file) => ({ file, text: await read(file) })));

const generated: Readonly<Record<string, unknown>> = {
  'package.json': withContributions(manifest, { commands, viewTypes }),
  'package.nls.json': withTitles(texts, commands),
  'l10n/bundle.l10n.json': bundleOf(code),
};
for (const [file, content] of Object.entries(generated)) {
  const text = `${JSON.stringify(content, null, 2)}\n`;
  if (text === (await read(file).catch(() => ''))) continue;
  if (check) {
    console.error(`${file} is stale: run npm run contributions`);
    process.exitCode = 1;
  } else {
    await writeFile(root + file, text);
    console.log(`wrote ${file}`);
  }
}
