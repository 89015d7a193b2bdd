/** The package in an editor whose language does not exist, with marked texts: what VS Code makes of keys and bundles. */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { pseudo, pseudoBundle } from '../../scripts/l10n/testing/pseudo.ts';
import { type CodeServer, startCodeServer } from './code-server.ts';
import { type Editor, openEditor } from './editor.ts';
import type { EditorWindow } from './editor-window.ts';
import { type InstalledExtension, installExtension } from './installed-extension.ts';
import { packagedExtension } from './vsix.ts';

const LANGUAGE = 'qps-ploc';

let extensions: InstalledExtension;
let server: CodeServer;
let editor: Editor;
let window: EditorWindow;

beforeAll(async () => {
  extensions = await installExtension(packagedExtension());
  const name = (await readdir(extensions.folder)).find((entry) => entry.startsWith('flowscope.'));
  const folder = join(extensions.folder, name!);
  const read = async (file: string) => JSON.parse(await readFile(join(folder, file), 'utf8'));
  const write = (file: string, texts: unknown) => writeFile(join(folder, file), JSON.stringify(texts));
  await write(`package.nls.${LANGUAGE}.json`, pseudoBundle(await read('package.nls.json')));
  await write(`l10n/bundle.l10n.${LANGUAGE}.json`, pseudoBundle(await read('l10n/bundle.l10n.json')));
  server = await startCodeServer(extensions.folder);
  editor = await openEditor(server, LANGUAGE);
  window = await editor.open(null, { 'broken.flow.json': '{' });
});

afterAll(async () => {
  await editor?.close();
  await server?.close();
  await extensions?.remove();
});

test('titles of the commands and texts of the views are translated', async () => {
  await window.openFile('broken.flow.json');
  await window.waitFor('command for a spec', async () =>
    (await window.offeredCommands('Flowscope: Train')).includes(`Flowscope: ${pseudo('Train Flow')}`),
  );
  // The first of them: the palette makes rows as they come into view.
  const offered = await window.offeredCommands('Flowscope: ');
  // VS Code shows the English title below the translated one.
  const english = offered.filter((title) => /^Flowscope: (?!⟦|Focus on)/.test(title));
  expect(english.length).toBeGreaterThan(5);
  expect(offered).toEqual(expect.arrayContaining(english.map((title) => title.replace(/(?<=: ).*/, pseudo))));
  const side = await window.sideBar('Flowscope');
  await window.waitFor('text of the empty view', () => side.getByText('⟦Ñö ƒłöŵ ĥáš').isVisible());
});

test('messages are translated, also titles that a definition has asked for when it was loaded', async () => {
  await window.openFile('broken.flow.json');
  await window.command(`Flowscope: ${pseudo('Verify Flow')}`);
  const text = await window.waitFor('message of the failure', async () =>
    (await window.notifications()).find((shown) => shown.startsWith(`${pseudo('Verify Flow')}: `)),
  );
  // What is wrong with the spec comes from the daemon.
  expect(text).toContain("expected '}'");
  expect(window.errors.ofExtension()).toEqual([]);
});
