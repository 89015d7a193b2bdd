/** The language of specs of models that are not flows: networks by name, and flows of latents with their layers. */
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type {
  CodeLens,
  CompletionItem,
  DocumentSymbol,
  Hover,
  InlayHint,
  Location,
  TextDocumentEdit,
  TextEdit,
  WorkspaceEdit,
} from 'vscode-languageserver';
import type { RunFact } from '../../daemon/language/run-facts.ts';
import { type Editor, type OpenFile, startEditor } from './client.ts';

const VAE = `{
  "model": "vae",
  "data": { "source": "two-moons" },
  "conditioners": {
    "net": { "type": "mlp", "hidden": [8] },
    "small": { "type": "mlp", "hidden": [4] },
    "masked": { "type": "masked-mlp", "hidden": [4] }
  },
  "latent": 3,
  "encoder": "net",
  "decoder": { "type": "mlp", "hidden": [8] },
  "prior": { "base": { "type": "normal" }, "layers": [
    { "type": "repeat", "times": 2, "layers": [ { "type": "affine-coupling", "conditioner": "small" } ] }
  ] },
  "posterior": { "layers": [ { "type": "affine-autoregressive", "conditioner": "masked" } ] },
  "training": { "steps": 20, "batchSize": 16 }
}
`;
const RUN: RunFact = {
  ...{ id: 'r', runDir: '/r', specHash: '', status: 'finished', step: 9, steps: 9, best: null, model: 'vae' },
  validation: null,
  layers: null,
};
const ALL = { start: { line: 0, character: 0 }, end: { line: 99, character: 0 } };

let folder: string;
let editor: Editor;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'flowscope-models-'));
  editor = await startEditor();
});
afterEach(() => {
  expect(editor.errors).toEqual([]);
  editor.close();
});
const open = (text = VAE) => editor.open(pathToFileURL(join(folder, 'a.flow.json')).href, text);
const hoverAt = async (file: OpenFile, text: string) => {
  const hover = await file.ask<Hover | null>('textDocument/hover', { position: file.after(text, 3) });
  return (hover?.contents as { value: string } | undefined)?.value;
};
const completeAt = async (marked: string) => {
  const offset = marked.indexOf('|');
  const file = open(marked.replace('|', ''));
  return file.ask<CompletionItem[]>('textDocument/completion', { position: file.document.positionAt(offset) });
};

test('hover: networks, flows, layers inside them, the model, and how often a name is used', async () => {
  const file = open();
  expect(await hoverAt(file, '"encoder"')).toContain('Network from a point');
  expect(await hoverAt(file, '"prior"')).toContain('Distribution of the latents');
  expect(await hoverAt(file, '"prior": { "base": { "type": "normal" }, "layers"')).toContain(
    'from the latent to the base',
  );
  expect(await hoverAt(file, '"affine-coupling"')).toContain('log|det|');
  expect(await hoverAt(file, '"model": "vae"')).toMatch(/^\*\*vae\*\* · model\n\nA variational autoencoder/);
  expect(await hoverAt(file, '"conditioner": "small"')).toContain('1 use,');
});

test('definition and rename of a conditioner that a flow of latents uses', async () => {
  const file = open();
  const position = file.after('"conditioner": "small"', 2);
  const definition = await file.ask<Location>('textDocument/definition', { position });
  expect(file.document.getText(definition.range)).toBe('"small"');
  const edit = await file.ask<WorkspaceEdit>('textDocument/rename', { position, newName: 'tiny' });
  const edits = (edit.documentChanges![0] as TextDocumentEdit).edits as TextEdit[];
  expect(edits.map(({ range }) => range.start.line)).toEqual([5, 12]);
});

test('completion: a flow of latents as a whole and inside, the models with what they are', async () => {
  const inserted = (items: readonly CompletionItem[], label: string) =>
    (items.find((item) => item.label === label)?.textEdit as TextEdit | undefined)?.newText.replaceAll(/\s+/g, ' ');
  const whole = '{ "layers": [ { "type": "$1" } ] }';
  expect(inserted(await completeAt('{ "model": "vae", | }'), 'prior')).toBe(`"prior": ${whole}`);
  expect(inserted(await completeAt('{ "model": "vae", "posterior": | }'), 'layers')).toBe(whole);
  const keys = async (text: string) => (await completeAt(text)).map(({ label }) => label);
  expect(await keys('{ "model": "vae", "prior": { | } }')).toEqual(['base', 'layers']);
  expect(await keys('{ "model": "vae", "posterior": { | } }')).toEqual(['layers']);
  const network = VAE.replace('"conditioner": "small"', '"conditioner": |');
  expect((await keys(network)).filter((label) => ['net', 'small', 'masked'].includes(label))).toEqual(['net', 'small']);
  const models = await completeAt('{ "model": | }');
  expect(models.map(({ label, detail }) => [label, detail?.split(/[ :]/, 2).join(' ')])).toEqual([
    ['flow', 'A normalizing'],
    ['vae', 'A variational'],
    ['gan', 'A generator'],
  ]);
});

test('hints: parameters of networks, and shapes of layers inside flows of latents', async () => {
  const hints = await open().ask<InlayHint[]>('textDocument/inlayHint', { range: ALL });
  expect(hints.map(({ position, label }) => [position.line, label])).toEqual([
    // 2 → 8 → 3·2 + 3 features for the posterior; 3 → 8 → 2
    [9, '105 parameters'],
    [10, '50 parameters'],
    [12, expect.stringMatching(/^3-D · \d+ parameters in 2 repeats$/)],
    [14, expect.stringMatching(/^3-D · \d+ parameters$/)],
  ]);
});

test('outline: layers inside flows of latents, types of networks', async () => {
  const symbols = await open().ask<DocumentSymbol[]>('textDocument/documentSymbol');
  const byName = new Map(symbols.map((symbol) => [symbol.name, symbol]));
  expect(['encoder', 'decoder'].map((name) => byName.get(name)!.detail)).toEqual(['net', 'mlp']);
  const [repeat] = byName.get('prior')!.children!;
  expect([repeat!.name, repeat!.detail, repeat!.children!.map(({ name }) => name)]).toEqual([
    'repeat',
    '2 times',
    ['affine-coupling'],
  ]);
});

test('lenses: what the model has, also of its run', async () => {
  const titles = async (text: string) =>
    (await open(text).ask<CodeLens[]>('textDocument/codeLens')).map(({ command }) => command!.title);
  let model = 'flow';
  editor.close();
  editor = await startEditor({
    ports: { runs: { latest: async () => ({ ...RUN, model }), onDidChange: () => ({ dispose() {} }) } },
  });
  const flow = '{ "data": { "source": "two-moons" }, "layers": [ { "type": "actnorm" } ] }';
  expect((await titles(flow)).slice(0, 4)).toEqual(['▶ Train', 'Preview', 'Inspect', 'Verify']);
  model = 'vae';
  expect((await titles(VAE)).slice(0, 3)).toEqual(['▶ Train', 'Inspect', 'Verify']);
  model = 'gan';
  const net = '{ "type": "mlp" }';
  const gan = `{ "model": "gan", "data": { "source": "two-moons" }, "latent": 2, "generator": ${net}, "discriminator": ${net} }`;
  expect((await titles(gan)).slice(0, 4)).toEqual([
    '▶ Train',
    'Samples',
    'Verify',
    expect.stringMatching(/^edited since run r/),
  ]);
});

test('diagnostics: a layer of a prior at its type, and a conditioner that only a prior uses is used', async () => {
  const file = open(VAE.replace('"affine-coupling"', '"afine-coupling"'));
  await file.ask('textDocument/codeLens');
  const diagnostics = editor.published.at(-1)!.diagnostics;
  expect(diagnostics.map(({ code, range }) => [code, file.document.getText(range)])).toEqual([
    ['unknown-type', '"afine-coupling"'],
  ]);
  const right = open(VAE);
  await right.ask('textDocument/codeLens');
  expect(editor.published.at(-1)!.diagnostics).toEqual([]);
});
