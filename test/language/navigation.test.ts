/** Hover, outline, definition, references, rename, links, folding, formatting, selections, quick fixes. */
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type {
  CodeAction,
  DocumentLink,
  DocumentSymbol,
  FoldingRange,
  Hover,
  Location,
  SelectionRange,
  SymbolInformation,
  TextDocumentEdit,
  TextEdit,
  WorkspaceEdit,
} from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { createVocabulary } from '../../daemon/language/vocabulary/vocabulary.ts';
import { CAPABILITIES, type Editor, type OpenFile, startEditor } from './client.ts';
import { MOONS } from './moons.ts';

let folder: string;
let editor: Editor;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'flowscope-navigation-'));
  editor = await startEditor({
    workspaceFolders: [{ uri: pathToFileURL(folder).href, name: 'folder' }],
  });
});
afterEach(() => {
  expect(editor.errors).toEqual([]);
  editor.close();
});
const open = (text = MOONS) => editor.open(pathToFileURL(join(folder, 'specs', 'a.flow.json')).href, text);
const editsOf = (edit: WorkspaceEdit) => (edit.documentChanges![0] as TextDocumentEdit).edits as TextEdit[];

describe('hover', () => {
  const hoverAt = async (file: OpenFile, position: object) => {
    const hover = await file.ask<Hover | null>('textDocument/hover', { position });
    return hover === null ? null : (hover.contents as { value: string }).value;
  };

  test('a layer: what it does, formula, log-det, parameters with defaults, paper', async () => {
    const file = open();
    const text = await hoverAt(file, file.after('"affine-coupling"', 3));
    expect(text).toContain('Scales and shifts one part');
    expect(text).toContain('z = x ⊙ exp(s(x_kept)) + t(x_kept)');
    expect(text).toContain('log|det| = Σ s(x_kept)');
    expect(text).toMatch(/`scaleBound`: .*default `3`/);
    expect(text).toMatch(/Source: Dinh/);
  });

  test('a key: its meaning; a value: that of its key; a name: its definition', async () => {
    const file = open();
    expect(await hoverAt(file, file.after('"times"', 3))).toMatch(
      /`times`.*\*\*required\*\*[\s\S]*Number of repetitions/,
    );
    expect(await hoverAt(file, file.after('"times": 8', 1))).toContain('Number of repetitions');
    expect(await hoverAt(file, file.after('"conditioner": "net"', 2))).toContain(
      '`"net": { "type": "mlp", "hidden": [64, 64] }`',
    );
    expect(await hoverAt(file, file.after('"source": "two-moons"', 2))).toContain('data source');
    expect(await hoverAt(file, file.after('// Moons'))).toBeNull();
    expect(await hoverAt(file, { line: 900, character: 4 })).toBeNull();
  });

  test('every word of the language has a text with its formula and all its keys', async () => {
    const { words, schemaOf } = createVocabulary();
    const file = open();
    let line = file.after('"affine-coupling"', 3);
    const ask = async (before: string, after: string) => {
      file.splice(0, file.text.length, before + after);
      line = file.document.positionAt(before.length + 1);
      return hoverAt(file, line);
    };
    const frames = {
      layer: ['{ "layers": [ { "type": ', ' } ] }'],
      conditioner: ['{ "conditioners": { "a": { "type": ', ' } } }'],
      base: ['{ "base": { "type": ', ' } }'],
      data: ['{ "data": { "source": ', ' } }'],
    } as const;
    for (const kind of ['layer', 'conditioner', 'base', 'data'] as const) {
      for (const { name, documentation } of words[kind].values()) {
        const text = await ask(frames[kind][0], `"${name}"${frames[kind][1]}`);
        expect(text).toContain(documentation.formula);
        if (documentation.logDet !== null) expect(text).toContain(documentation.logDet);
        const tag = kind === 'data' ? 'source' : 'type';
        const keys = schemaOf(null).$defs![kind]!.anyOf!.find(({ properties }) => properties![tag]!.const === name)!
          .properties!;
        for (const key of Object.keys(keys).filter((found) => found !== tag)) expect(text).toContain(`\`${key}\`: `);
        // Outside of code nothing looks like HTML, and nothing says nothing.
        expect(text!.replaceAll(/```[^`]*```|`[^`]*`/g, '')).not.toMatch(/</);
        expect(text).not.toMatch(/: (.* or )?a value($|,)/m);
      }
    }
  });

  test('text of the spec cannot become markup', async () => {
    const evil = '](command:x) <img src=x> `` ` ';
    const file = open(MOONS.replaceAll('"net"', JSON.stringify(evil)));
    const text = await hoverAt(file, file.after('"conditioner": "](comm'));
    // All of it stands inside one code span, whose fence is longer than any run of backticks in it.
    expect(text).toMatch(/:\n\n```[^`].*<img src=x> `` ` ".*```$/s);
  });
});

test('outline: sections, layers of repeats inside them with their turns', async () => {
  const file = open();
  const symbols = await file.ask<DocumentSymbol[]>('textDocument/documentSymbol');
  expect(symbols.map(({ name }) => name)).toEqual(['data', 'conditioners', 'layers', 'training']);
  const layers = symbols[2]!.children!;
  expect(layers.map(({ name, detail }) => [name, detail])).toEqual([
    ['repeat', '8 times'],
    ['affine-coupling', 'net'],
  ]);
  expect(layers[0]!.children!.map(({ name }) => name)).toEqual(['affine-coupling', 'actnorm']);
  const inside = (inner: DocumentSymbol, outer: DocumentSymbol) =>
    file.document.offsetAt(inner.range.start) >= file.document.offsetAt(outer.range.start) &&
    file.document.offsetAt(inner.range.end) <= file.document.offsetAt(outer.range.end);
  expect(layers[0]!.children!.every((symbol) => inside(symbol, layers[0]!))).toBe(true);
  expect(file.document.getText(layers[0]!.selectionRange)).toBe('"repeat"');
  file.replace('"times": 8', '"times": 3');
  const edited = await file.ask<DocumentSymbol[]>('textDocument/documentSymbol');
  expect(edited[2]!.children![0]!.detail).toBe('3 times');
});

test('outline of a text with very many layers: it ends somewhere', async () => {
  const file = open(`{"layers":[${'{"type":"actnorm"},'.repeat(20_000)}{}]}`);
  const [layers] = await file.ask<readonly DocumentSymbol[]>('textDocument/documentSymbol');
  expect(layers!.children).toHaveLength(4999);
});

test('outline as a list for clients that know no nested symbols', async () => {
  editor.close();
  editor = await startEditor({ capabilities: {} });
  const file = open();
  const symbols = await file.ask<SymbolInformation[]>('textDocument/documentSymbol');
  expect(symbols.map(({ name, containerName }) => [name, containerName])).toEqual([
    ['data', undefined],
    ['conditioners', undefined],
    ['net', 'conditioners'],
    ['layers', undefined],
    ['repeat', 'layers'],
    ['affine-coupling', 'repeat'],
    ['actnorm', 'repeat'],
    ['affine-coupling', 'layers'],
    ['training', undefined],
  ]);
});

describe('named conditioners', () => {
  test('definition and references, also after an edit above them', async () => {
    const file = open();
    file.replace('// Moons', '// Two\n  // Moons');
    const position = file.after('"conditioner": "net"', 2);
    const target = await file.ask<Location>('textDocument/definition', { position });
    expect(file.document.getText(target.range)).toBe('"net"');
    expect(target.range.start.line).toBe(5);
    const all = await file.ask<Location[]>('textDocument/references', {
      position,
      context: { includeDeclaration: true },
    });
    expect(all.map(({ range }) => range.start.line)).toEqual([5, 9, 12]);
    const uses = await file.ask<Location[]>('textDocument/references', {
      position: file.after('"net"', 2),
      context: { includeDeclaration: false },
    });
    expect(uses.map(({ range }) => range.start.line)).toEqual([9, 12]);
  });

  test('rename changes definition and uses and leaves a text that checks', async () => {
    const file = open();
    const position = file.after('"conditioner": "net"', 2);
    expect(await file.ask('textDocument/prepareRename', { position })).toMatchObject({ placeholder: 'net' });
    const edit = await file.ask<WorkspaceEdit>('textDocument/rename', { position, newName: 'wide "net"' });
    expect((edit.documentChanges![0] as TextDocumentEdit).textDocument).toEqual({ uri: file.uri, version: 1 });
    const text = TextDocument.applyEdits(file.document, editsOf(edit));
    expect(text).toBe(MOONS.replaceAll('"net"', '"wide \\"net\\""'));
    file.splice(0, file.text.length, text);
    expect(await file.diagnostics()).toEqual([]);
  });

  test.each([
    ['a model', 'generator', '"model": "gan", "generator": "net"'],
    ['an objective', 'discriminator', '"training": { "objective": { "type": "adversarial", "discriminator": "net" } }'],
  ])('networks of %s are uses, too', async (_of, key, member) => {
    const file = open(`{ "conditioners": { "net": { "type": "mlp" } }, ${member} }`);
    const position = file.after(`"${key}": "net"`, 2);
    const context = { includeDeclaration: true };
    expect(await file.ask<Location[]>('textDocument/references', { position, context })).toHaveLength(2);
    const hover = await file.ask<Hover>('textDocument/hover', { position });
    expect((hover.contents as { value: string }).value).toContain('Named conditioner, 1 use');
  });

  test('bad names are refused with the reason; other words cannot be renamed', async () => {
    const file = open(MOONS.replace('"net": {', '"other": { "type": "mlp" }, "net": {'));
    const position = file.after('"conditioner": "net"', 2);
    const rename = (newName: string, where: object = position) =>
      file.ask('textDocument/rename', { position: where, newName });
    await expect(rename('other')).rejects.toThrow("there is already a conditioner named 'other'");
    await expect(rename('  ')).rejects.toThrow('needs a name');
    await expect(rename('a\nb')).rejects.toThrow('one line');
    await expect(rename('x'.repeat(65))).rejects.toThrow('64 characters');
    await expect(rename('x', file.after('"mask"', 2))).rejects.toThrow('only conditioners can be renamed');
    expect(await file.ask('textDocument/prepareRename', { position: file.after('"mask"', 2) })).toBeNull();
  });
});

test('links to data files inside the folder and the workspace only', async () => {
  const links = async (path: string) => {
    const file = open(`{ "data": { "source": "csv", "path": ${JSON.stringify(path)} }, "layers": [] }`);
    const found = await file.ask<DocumentLink[]>('textDocument/documentLink');
    file.close();
    return found.map(({ target }) => target);
  };
  expect(await links('data/a b.csv')).toEqual([pathToFileURL(join(folder, 'specs/data/a b.csv')).href]);
  expect(await links('../other.csv')).toEqual([pathToFileURL(join(folder, 'other.csv')).href]);
  expect(await links('../../passwd')).toEqual([]);
  expect(await links('/etc/passwd')).toEqual([]);
  expect(await links('//host/share')).toEqual([]);
  expect(await links('a\u0000b')).toEqual([]);
});

test('folding, and selections that grow', async () => {
  const file = open();
  const folds = await file.ask<FoldingRange[]>('textDocument/foldingRange');
  expect(folds.map(({ startLine }) => startLine)).toEqual(expect.arrayContaining([0, 3, 6, 7]));
  const [selection] = await file.ask<SelectionRange[]>('textDocument/selectionRange', {
    positions: [file.after('"affine-coup')],
  });
  const texts: string[] = [];
  for (let at: SelectionRange | undefined = selection; at; at = at.parent) texts.push(file.document.getText(at.range));
  expect(texts[0]).toBe('affine-coupling');
  expect(texts[1]).toBe('"affine-coupling"');
  expect(texts[2]).toBe('"type": "affine-coupling"');
  expect(texts.at(-1)).toBe(MOONS);
  const many = Array.from({ length: 1001 }, () => ({ line: 0, character: 0 }));
  await expect(file.ask('textDocument/selectionRange', { positions: many })).rejects.toThrow('the limit is 1000');
});

describe('formatting', () => {
  const options = { tabSize: 2, insertSpaces: true };

  test('touches white space only, keeps comments and lines, and settles', async () => {
    const messy = MOONS.replace('    { "type": "repeat"', '{"type":   "repeat"').replace(
      '  "training": {',
      '      "training":{',
    );
    const file = open(messy);
    const edits = await file.ask<TextEdit[]>('textDocument/formatting', { options });
    expect(edits.length).toBeGreaterThan(0);
    for (const edit of edits) expect(file.document.getText(edit.range).trim() + edit.newText.trim()).toBe('');
    const text = TextDocument.applyEdits(file.document, edits);
    expect(text).toContain('// Moons, a first flow.');
    expect(text.replace(/\s/g, '')).toBe(messy.replace(/\s/g, ''));
    expect(text.split('\n').length).toBe(messy.split('\n').length);
    file.splice(0, file.text.length, text);
    expect(await file.ask('textDocument/formatting', { options })).toEqual([]);
  });

  test('a well-formed text has no edits; a broken one is left alone', async () => {
    const file = open();
    expect(await file.ask('textDocument/formatting', { options })).toEqual([]);
    file.replace('"layers": [', '"layers": [ {');
    expect(await file.ask('textDocument/formatting', { options })).toEqual([]);
  });

  test('a range is formatted alone', async () => {
    const file = open(MOONS.replace('"noise": 0.1', '"noise":   0.1').replace('"steps": 400', '"steps":   400'));
    const range = { start: { line: 2, character: 0 }, end: { line: 3, character: 0 } };
    const edits = await file.ask<TextEdit[]>('textDocument/rangeFormatting', { range, options });
    expect(edits.map((edit) => edit.range.start.line)).toEqual([2]);
  });
});

describe('quick fixes', () => {
  test('repair what the diagnostic names, until nothing is left', async () => {
    const file = open(MOONS.replace('"affine-coupling"', '"afine-coupling"').replace('"steps"', '"stesp"'));
    for (const wanted of [1, 0]) {
      const [found] = await file.diagnostics();
      const actions = await file.ask<CodeAction[]>('textDocument/codeAction', {
        range: found!.range,
        context: { diagnostics: [found] },
      });
      expect(actions.length).toBeGreaterThan(0);
      const [action] = actions;
      expect(action).toMatchObject({ kind: 'quickfix', diagnostics: [{ code: found!.code }] });
      expect(action!.isPreferred).toBe(actions.length === 1 ? true : undefined);
      file.splice(0, file.text.length, TextDocument.applyEdits(file.document, editsOf(action!.edit!)));
      expect((await file.diagnostics()).length).toBe(wanted);
    }
    expect(file.text).toBe(MOONS);
  });

  test('only where they are asked for', async () => {
    const file = open(MOONS.replace('"actnorm"', '"actnrm"'));
    const [found] = await file.diagnostics();
    const ask = (range: object, only?: string[]) =>
      file.ask<CodeAction[]>('textDocument/codeAction', {
        range,
        context: { diagnostics: [], ...(only ? { only } : {}) },
      });
    expect(await ask(found!.range, ['source.organizeImports'])).toEqual([]);
    expect((await ask(found!.range, ['quickfix'])).length).toBe(1);
    expect(await ask({ start: { line: 0, character: 0 }, end: { line: 0, character: 1 } })).toEqual([]);
  });

  test('for clients without document changes as plain changes', async () => {
    editor.close();
    editor = await startEditor({ capabilities: { ...CAPABILITIES, workspace: {} } });
    const file = open(MOONS.replace('"actnorm"', '"actnrm"'));
    const range = { start: { line: 0, character: 0 }, end: { line: 99, character: 0 } };
    const [action] = await file.ask<CodeAction[]>('textDocument/codeAction', { range, context: { diagnostics: [] } });
    expect(TextDocument.applyEdits(file.document, action!.edit!.changes![file.uri]!)).toBe(MOONS);
  });
});
