/** Diagnostics over real messages, on a text that is edited step by step; and the trust that they depend on. */
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { checkSpec } from '../../daemon/spec/check-spec.ts';
import { type Editor, type EditorOptions, startEditor } from './client.ts';
import { MOONS } from './moons.ts';

let folder: string;
let editor: Editor;
const start = async (options?: EditorOptions) => {
  editor = await startEditor(options);
};
const uriOf = (name: string) => pathToFileURL(join(folder, name)).href;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'flowscope-language-'));
});
afterEach(() => {
  expect(editor.errors).toEqual([]);
  editor.close();
});

describe('diagnostics', () => {
  test('follow the text by version and go when it is closed', async () => {
    await start();
    const file = editor.open(uriOf('a.flow.json'), MOONS);
    expect(await file.diagnostics()).toEqual([]);
    file.replace('"actnorm"', '"actnrm"');
    const [found] = await file.diagnostics();
    expect(found).toMatchObject({ code: 'unknown-type', severity: 1, source: 'flowscope' });
    expect(file.document.getText(found!.range)).toBe('"actnrm"');
    file.replace('"actnrm"', '"actnorm"');
    expect(await file.diagnostics()).toEqual([]);
    file.close();
    await expect.poll(() => editor.published.at(-1)).toEqual({ uri: file.uri, diagnostics: [] });
  });

  test('are sent once for a burst of edits', async () => {
    await start({ ports: { delays: { check: 60 } } });
    const file = editor.open(uriOf('a.flow.json'), MOONS);
    await file.diagnostics();
    const before = editor.published.length;
    for (let i = 0; i < 10; i++) file.replace('"steps": 4', '"steps": 44');
    await file.diagnostics();
    expect(editor.published.length).toBe(before + 1);
    expect(editor.published.at(-1)?.version).toBe(11);
  });

  test('are the same as those of flowscope check', async () => {
    await start();
    const text = MOONS.replace('"mask": "alternate"', '"mask": "evne", "scaleBund": 2').replace(
      '"net": {',
      '"nett": {',
    );
    const file = editor.open(uriOf('a.flow.json'), text);
    const { diagnostics } = await checkSpec(text, { folder, trusted: true, fileStem: 'a' });
    expect(diagnostics.length).toBeGreaterThan(2);
    expect((await file.diagnostics()).map(({ code, range, message }) => ({ code, range, message }))).toEqual(
      diagnostics.map(({ code, range, message }) => ({ code, range, message })),
    );
  });

  test('can be pulled instead', async () => {
    await start({ initializationOptions: { pullDiagnostics: true } });
    expect(editor.initialized.capabilities.diagnosticProvider).toBeDefined();
    const file = editor.open(uriOf('a.flow.json'), MOONS.replace('"actnorm"', '"actnrm"'));
    const report = await file.ask<{ kind: string; items: { code: string }[] }>('textDocument/diagnostic');
    expect(report.kind).toBe('full');
    expect(report.items.map(({ code }) => code)).toEqual(['unknown-type']);
    expect(editor.published).toEqual([]);
  });

  test('a text over 4 MiB gets one, and no feature', async () => {
    await start();
    const file = editor.open(uriOf('a.flow.json'), `${MOONS}// ${'x'.repeat(4 * 1024 * 1024)}`);
    const found = await file.diagnostics();
    expect(found.map(({ code }) => code)).toEqual(['syntax']);
    expect(found[0]!.message).toContain('4 MiB');
    expect(await file.ask('textDocument/completion', { position: file.after('"type": "') })).toEqual([]);
    expect(await file.ask('textDocument/documentSymbol')).toEqual([]);
    expect(await file.ask('textDocument/foldingRange')).toEqual([]);
    expect(await file.ask('textDocument/codeLens')).toEqual([]);
    expect(await file.ask('textDocument/hover', { position: { line: 2, character: 6 } })).toBeNull();
  });

  test('what is no spec is left alone', async () => {
    await start();
    const { connection } = editor;
    const uri = uriOf('package.json');
    await connection.sendNotification('textDocument/didOpen', {
      textDocument: { uri, languageId: 'json', version: 1, text: '{' },
    });
    expect(await connection.sendRequest('textDocument/documentSymbol', { textDocument: { uri } })).toEqual([]);
    expect(editor.published).toEqual([]);
  });
});

describe('trust', () => {
  test('files outside are looked at only once the client says so', async () => {
    await writeFile(join(folder, 'table.csv'), 'a,b\n1.5,2\n2,3.5\n4,1.25\n');
    await mkdir(join(folder, 'specs'));
    await start();
    const text = '{ "data": { "source": "csv", "path": "../table.csv" }, "layers": [ { "type": "actnorm" } ] }';
    const file = editor.open(uriOf('specs/a.flow.json'), text);
    expect((await file.diagnostics()).map(({ code }) => code)).toEqual(['needs-trust']);
    expect(editor.server.trusted).toBe(false);
    const before = editor.published.length;
    await editor.connection.sendNotification('flowscope/didChangeTrust', { trusted: true });
    await expect.poll(() => editor.published.length).toBe(before + 1);
    expect(editor.published.at(-1)?.diagnostics.map(({ code }) => code)).not.toContain('needs-trust');
    expect(editor.server.trusted).toBe(true);
  });

  test('a data file that appears is noticed on saving and by the watcher, and hints are asked anew', async () => {
    await start();
    const text = '{ "data": { "source": "csv", "path": "table.csv" }, "layers": [ { "type": "actnorm" } ] }';
    const file = editor.open(uriOf('a.flow.json'), text);
    expect((await file.diagnostics()).map(({ code }) => code)).toEqual(['missing-data']);
    await writeFile(join(folder, 'table.csv'), 'a,b\n1.5,2\n2.25,3.5\n4.125,1.25\n3,1\n');
    const count = editor.published.length;
    await editor.connection.sendNotification('workspace/didChangeWatchedFiles', { changes: [] });
    await expect.poll(() => editor.published.length).toBe(count + 1);
    const codes = () => editor.published.at(-1)!.diagnostics.map(({ code }) => code);
    expect(codes()).not.toContain('missing-data');
    await expect.poll(() => editor.refreshes.length).toBe(1);
    await writeFile(join(folder, 'table.csv'), 'a,b\n1,x\n');
    await editor.connection.sendNotification('textDocument/didSave', { textDocument: { uri: file.uri } });
    await expect.poll(codes).toContain('invalid-data');
  });
});
