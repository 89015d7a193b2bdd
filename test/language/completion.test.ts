/** Completion as a user meets it: while typing, inside quotes, in texts that break off. */
import { mkdir, mkdtemp, readFile, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { CompletionItem, TextEdit } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { checkSpec, registries } from '../../daemon/spec/check-spec.ts';
import { parseSpec } from '../../daemon/spec/text/parse.ts';
import { CAPABILITIES, type Editor, type OpenFile, startEditor } from './client.ts';
import { MOONS } from './moons.ts';

let folder: string;
let editor: Editor;
let file: OpenFile;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'flowscope-completion-'));
  editor = await startEditor();
});
afterEach(() => {
  expect(editor.errors).toEqual([]);
  editor.close();
});

/** Opens a text with the cursor at `|` and asks there. */
async function at(marked: string): Promise<readonly CompletionItem[]> {
  const offset = marked.indexOf('|');
  const text = marked.slice(0, offset) + marked.slice(offset + 1);
  file = editor.open(pathToFileURL(join(folder, `${Math.random().toString(36).slice(2)}.flow.json`)).href, text);
  return ask(offset);
}

async function ask(offset: number): Promise<readonly CompletionItem[]> {
  const position = file.document.positionAt(offset);
  const items = await file.ask<CompletionItem[]>('textDocument/completion', { position });
  for (const { textEdit } of items) {
    const { range } = textEdit as TextEdit;
    // What the protocol demands: one line, around the cursor.
    expect([range.start.line, range.end.line]).toEqual([position.line, position.line]);
    expect(range.start.character).toBeLessThanOrEqual(position.character);
    expect(range.end.character).toBeGreaterThanOrEqual(position.character);
  }
  return items;
}

const labels = (items: readonly CompletionItem[]) => items.map(({ label }) => label);

function choose(items: readonly CompletionItem[], label: string): CompletionItem {
  const found = items.find((item) => item.label === label);
  if (found === undefined) throw new Error(`${label} is not among ${labels(items).join(', ')}`);
  return found;
}

/** The text after an item is accepted and its tab stops are left as they are. */
function accepted(item: CompletionItem): string {
  const edits = [item.textEdit as TextEdit, ...(item.additionalTextEdits ?? [])];
  const isSnippet = item.insertTextFormat === 2;
  const expand = (text: string) =>
    text
      .replace(/\$\{\d+\|((?:[^,|\\]|\\.)*)(?:[^|\\]|\\.)*\|\}/g, '$1')
      .replace(/\$\{\d+:((?:[^}\\]|\\.)*)\}/g, '$1')
      .replace(/\$\d+/g, '')
      .replace(/\\([\\$},|])/g, '$1');
  return TextDocument.applyEdits(
    file.document,
    edits.map((edit) => (isSnippet ? { ...edit, newText: expand(edit.newText) } : edit)),
  );
}

const check = async (text: string) =>
  (await checkSpec(text, { folder, trusted: false, fileStem: 'a' })).diagnostics.filter(
    ({ severity }) => severity === 'error',
  );

test('an empty file becomes a whole flow', async () => {
  const text = accepted(choose(await at('|'), 'flow'));
  expect(await check(text)).toEqual([]);
});

test('the keys of the spec, required ones first, present ones left out', async () => {
  const items = await at('{ | }');
  const sorted = [...items].sort((a, b) => (a.sortText! < b.sortText! ? -1 : 1));
  expect(labels(sorted).slice(0, 2).sort()).toEqual(['data', 'layers']);
  expect(choose(items, 'layers').detail).toMatch(/^required/);
  const rest = labels(await at('{ "data": {}, | }'));
  expect(rest).not.toContain('data');
  expect(rest).toContain('training');
});

test('a flow is written with completions alone, starting from nothing', async () => {
  await at('{|}');
  file.splice(0, file.text.length, '{ "data": { "source": "" }, "layers": [ { "type": "" } ] }');
  const source = await ask(file.text.indexOf('"source": "') + '"source": "'.length);
  file.splice(0, file.text.length, accepted(choose(source, 'two-moons')));
  const type = await ask(file.text.indexOf('"type": "') + '"type": "'.length);
  file.splice(0, file.text.length, accepted(choose(type, 'affine-coupling')));
  expect(file.text).toContain('"type": "affine-coupling", "mask": "alternate", "conditioner": { "type": "mlp" }');
  expect(await check(file.text)).toEqual([]);
});

test('layer types inside quotes replace the whole text, closed or not', async () => {
  for (const broken of ['"aff|"', '"aff|', '"|"', '"|', '|']) {
    const items = await at(MOONS.replace('"actnorm"', broken));
    const item = choose(items, 'actnorm');
    expect(accepted(item)).toBe(MOONS);
    expect(item.filterText).toBe(broken.startsWith('"') ? '"actnorm"' : 'actnorm');
    expect(labels(items)).toEqual(expect.arrayContaining(['repeat', 'inverse', 'spline-coupling']));
  }
});

test('a closing quote ends the word: nothing pops up behind it', async () => {
  expect(await at(MOONS.replace('"actnorm"', '"actnorm"|'))).toEqual([]);
});

test('a whole layer in a list, with its main parameters and a comma where one is needed', async () => {
  const items = await at(
    MOONS.replace('    { "type": "affine-coupling", "conditioner": "net" }\n', '    |\n    { "type": "actnorm" }\n'),
  );
  const item = choose(items, 'spline-coupling');
  const text = accepted(item);
  expect(text).toContain('{ "type": "spline-coupling", "mask": "alternate", "conditioner": "net", "bins": 8 },\n');
  expect(await check(text)).toEqual([]);
});

test('repeat brings its list; lines keep the indentation', async () => {
  const item = choose(await at('{ "data": { "source": "rings" }, "layers": [ | ] }'), 'repeat');
  expect((item.textEdit as TextEdit).newText).toMatch(/"times": \$\{1:4\}, "layers": \[\n\t\{ "type": "\$2" \}\n\]/);
  expect(item.insertTextMode).toBe(2);
});

test('keys of a layer follow its type, wherever the type stands', async () => {
  const before = labels(await at('{ "layers": [ { "type": "spline-coupling", | } ] }'));
  const behind = labels(await at('{ "layers": [ { |, "type": "spline-coupling" } ] }'));
  expect(before).toEqual(behind);
  expect(before).toEqual(expect.arrayContaining(['mask', 'conditioner', 'bins', 'bound', 'tails']));
  expect(before).not.toContain('type');
  expect(labels(await at('{ "layers": [ { | } ] }'))).toEqual(['type']);
});

test('a key gets its default, and only its name where a colon follows', async () => {
  const bins = choose(await at('{ "layers": [ { "type": "spline-coupling", "b|" } ] }'), 'bins');
  expect(accepted(bins)).toBe('{ "layers": [ { "type": "spline-coupling", "bins": 8 } ] }');
  expect(bins.detail).toContain('default 8');
  expect(bins.documentation).toMatchObject({ kind: 'markdown' });
  const known = choose(await at('{ "layers": [ { "type": "spline-coupling", "b|": 3 } ] }'), 'bins');
  expect(accepted(known)).toBe('{ "layers": [ { "type": "spline-coupling", "bins": 3 } ] }');
});

test('a missing comma before a new line is put in', async () => {
  const items = await at('{\n  "data": { "source": "rings" }\n  "la|"\n}');
  expect(accepted(choose(items, 'layers'))).toMatch(/\},\n {2}"layers": \[/);
});

test('named conditioners, masks, words and truth values', async () => {
  expect(labels(await at(MOONS.replace('"conditioner": "net"', '"conditioner": "|"')))).toEqual(['net']);
  const masks = labels(await at(MOONS.replace('"alternate"', '"|"')));
  expect(masks).toEqual(expect.arrayContaining(['alternate', 'alternate-halves', 'even', 'odd', 'first-half']));
  // Rows of two numbers are no images.
  expect(masks).not.toContain('checkerboard');
  const images = '{ "data": { "source": "idx" }, "layers": [ { "type": "affine-coupling", "mask": "|" } ] }';
  expect(labels(await at(images))).toEqual(expect.arrayContaining(['alternate', 'checkerboard', 'channel']));
  expect(labels(await at('{ "training": { "optimizer": { "type": "|" } } }'))).toEqual(['adam', 'adamw', 'adamax']);
  expect(labels(await at('{ "training": { "recompute": | } }'))).toEqual(['false', 'true']);
  expect(labels(await at('{ "data": { "source": "|" } }'))).toEqual(
    expect.arrayContaining(['csv', 'two-moons', 'idx']),
  );
  expect(labels(await at('{ "base": { "type": "|" } }'))).toEqual(expect.arrayContaining(['normal', 'logistic']));
  expect(labels(await at('{ "layers": [ { "type": "actnorm", "conditioner": | } ] }'))).toEqual([]);
});

/** Words that the language knows and this version cannot build. */
const { layers, bases, conditioners, sources } = registries;
const UNAVAILABLE = [
  ...[...layers, ...bases, ...conditioners].filter(({ build }) => build === null).map(({ type }) => type),
  ...sources.filter(({ load }) => load === null).map(({ type }) => type),
  ...['cuda', 'reverse-kl', 'householder', 'orthogonal'],
];
/** Words that are also a key, an activation or a kind of noise. */
const HOMONYMS = ['tanh', 'uniform', 'leaky-relu'];
const unavailableIn = (text: string) =>
  UNAVAILABLE.filter((word) =>
    new RegExp(HOMONYMS.includes(word) ? `"type": "${word}"` : `["|,{]${word}["|,}]`).test(text),
  );

test('nothing is offered that is not available in this version; typed, it is said to be so', async () => {
  expect(UNAVAILABLE).toEqual(expect.arrayContaining(['tanh', 'sylvester', 'mixture']));
  const places = [
    '{ | }',
    '{ "backend": "|" }',
    '{ "data": { "source": "|" } }',
    '{ "data": | }',
    '{ "base": { "type": "|" } }',
    '{ "base": | }',
    '{ "base": { "type": "conditional-normal", | } }',
    '{ "conditioners": { "a": | } }',
    '{ "conditioners": { "a": { "type": "|" } } }',
    '{ "layers": [ | ] }',
    '{ "layers": [ { "type": "|" } ] }',
    '{ "layers": [ { "type": "linear", | } ] }',
    '{ "layers": [ { "type": "linear", "kind": "|" } ] }',
    '{ "layers": [ { "type": "dequantize", "kind": | } ] }',
    '{ "layers": [ { "type": "dequantize", | } ] }',
    '{ "layers": [ { "type": "affine-coupling", "conditioner": | } ] }',
    '{ "data": { "source": "idx" }, "layers": [ { "type": "affine-coupling", | } ] }',
    '{ "training": { "objective": | } }',
    '{ "training": { "objective": { "type": "|" } } }',
    '{ "training": { | } }',
  ];
  for (const place of places) {
    for (const { label, textEdit, detail = '' } of await at(place)) {
      const { newText } = textEdit as TextEdit;
      expect([place, label, unavailableIn(`"${label}" ${newText} ${detail}`)]).toEqual([place, label, []]);
    }
  }
  const offered = [...(await at('{ "layers": [ { "type": "|" } ] }')), ...(await at('{ "base": { "type": "|" } }'))];
  expect(labels(offered).filter((label) => HOMONYMS.includes(label))).toEqual([]);
  // Keys of what is typed all the same are known.
  expect(labels(await at('{ "layers": [ { "type": "sylvester", | } ] }'))).toEqual([]);
  expect(labels(await at('{ "base": { "type": "mixture", | } }'))).toContain('components');
  const typed = await check('{ "data": { "source": "rings" }, "layers": [ { "type": "sylvester" } ] }');
  expect(typed.map(({ code }) => code)).toEqual(['not-available']);
});

test('a hover lists the words that are available', async () => {
  const text = '{ "backend": "auto", "layers": [ { "type": "linear", "kind": "lu" }, { "type": "sylvester" } ] }';
  file = editor.open(pathToFileURL(join(folder, 'hover.flow.json')).href, text);
  const hover = async (word: string) => {
    const position = file.document.positionAt(text.indexOf(word) + 2);
    const found = await file.ask<{ contents: { value: string } }>('textDocument/hover', { position });
    return found.contents.value;
  };
  for (const word of ['"backend"', '"linear"', '"kind"']) expect(unavailableIn(await hover(word))).toEqual([]);
  expect(await hover('"backend"')).toContain('"cpu"');
  expect(await hover('"sylvester"')).toContain('not available in this version');
});

test('the editor’s snippets hold nothing that is not available', async () => {
  const snippets = await readFile(new URL('../../extension/resources/snippets.json', import.meta.url), 'utf8');
  const bodies = Object.values(JSON.parse(snippets) as Record<string, { body: string[] }>).map(({ body }) => body);
  expect(bodies.length).toBeGreaterThan(10);
  for (const body of bodies) expect(unavailableIn(body.join('\n'))).toEqual([]);
});

test('an autoregressive layer is offered masked networks only', async () => {
  const spec = (layer: string) =>
    `{ "conditioners": { "a": { "type": "mlp" }, "b": { "type": "masked-mlp" } }, "layers": [ ${layer} ] }`;
  const value = '{ "type": "affine-autoregressive", "conditioner": "|" }';
  expect(labels(await at(spec(value)))).toEqual(['b']);
  expect(labels(await at(spec(value.replace('affine-autoregressive', 'affine-coupling'))))).toEqual(['a']);
  expect(accepted(choose(await at(spec('{ "type": "|" }')), 'affine-autoregressive'))).toContain('"conditioner": "b"');
});

test('a colon is followed by a space', async () => {
  const items = await at('{ "training": { "recompute":| } }');
  expect(accepted(choose(items, 'true'))).toBe('{ "training": { "recompute": true } }');
});

test('nothing in comments and in names of ours', async () => {
  expect(await at('{ // |\n }')).toEqual([]);
  expect(await at('{ /* | */ }')).toEqual([]);
  expect(await at('{ "conditioners": { "|" } }')).toEqual([]);
});

test('the text may break off anywhere', async () => {
  for (let end = 0; end <= MOONS.length; end += 3) await at(`${MOONS.slice(0, end)}|`);
  expect(labels(await at('{ "layers": [ { "type": "affine-coupling", "sc|'))).toContain('scale');
  expect(labels(await at('{ "layers": [ { "type": "affine-coupling", "scale": "|'))).toEqual(['tanh', 'sigmoid']);
  expect(labels(await at('{ "layers": [ { "type": "affine-coupling", "scale": |\n "mask": "even" } ] }'))).toEqual([
    'tanh',
    'sigmoid',
  ]);
});

test('files beside the spec, into folders, and not out of them without trust', async () => {
  await mkdir(join(folder, 'data'));
  await mkdir(join(folder, '.hidden'));
  await writeFile(join(folder, 'data', 'wine "1".csv'), '');
  await writeFile(join(folder, 'table.csv'), '');
  await symlink('/', join(folder, 'elsewhere'));
  const spec = (path: string) => `{ "data": { "source": "csv", "path": "${path}|" } }`;
  expect(labels(await at(spec('')))).toEqual(expect.arrayContaining(['data/', 'table.csv']));
  expect(labels(await at(spec('')))).not.toContain('.hidden/');
  const inside = choose(await at(spec('data/')), 'wine "1".csv');
  expect(accepted(inside)).toBe('{ "data": { "source": "csv", "path": "data/wine \\"1\\".csv" } }');
  for (const outside of ['../', '/', 'elsewhere/', 'data/../../', 'C:/', '//host/']) {
    expect(await at(spec(outside))).toEqual([]);
  }
  await editor.connection.sendNotification('flowscope/didChangeTrust', { trusted: true });
  expect(labels(await at(spec('elsewhere/')))).toEqual(expect.arrayContaining(['tmp/']));
});

test('clients without snippets get plain text', async () => {
  editor.close();
  editor = await startEditor({ capabilities: { ...CAPABILITIES, textDocument: {} } });
  const items = await at('{ "data": { "source": "rings" }, "layers": [ { "type": "|" } ] }');
  for (const item of items) {
    expect(item.insertTextFormat).toBe(1);
    expect((item.textEdit as TextEdit).newText).not.toMatch(/\$\d|\$\{/);
  }
  expect(accepted(choose(items, 'affine-coupling'))).toContain('"mask": "alternate"');
});

test('wherever something is offered, accepting it leaves a text that reads', async () => {
  editor.close();
  editor = await startEditor({ capabilities: {} });
  await at(`|${MOONS}`);
  let count = 0;
  for (let offset = 0; offset <= MOONS.length; offset++) {
    for (const item of await ask(offset)) {
      const problems = parseSpec(accepted(item)).problems.map(({ message }) => message);
      // A key whose value only its author knows is left without one.
      const serious = problems.filter((message) => !message.startsWith('expected a value'));
      expect([serious, offset, item.label]).toEqual([[], offset, item.label]);
      count++;
    }
  }
  expect(count).toBeGreaterThan(1000);
});

const GAN = `{
  "model": "gan", "data": { "source": "two-moons" }, "latent": 2,
  "conditioners": { "net": { "type": "mlp" }, "masked": { "type": "masked-mlp" } },
  "generator": "net"
}`;

test('networks of a model and of an objective are offered by name, if they fit', async () => {
  expect(labels(await at(GAN.replace('"generator": "net"', '"generator": "|"')))).toEqual(['net']);
  expect(labels(await at(GAN.replace('"latent": 2', '|')))).toEqual(
    expect.arrayContaining(['discriminator', 'encoder', 'loss', 'discriminatorSteps']),
  );
  const accept = async (key: string, text: string) => accepted(choose(await at(text), key));
  expect(await accept('discriminator', GAN.replace('"latent": 2', '|'))).toContain('"discriminator": "net"');
  const objective = '"training": { "objective": { "type": "adversarial", "discriminator": "|" } }';
  const flow = GAN.replace('"model": "gan", ', '').replace('"latent": 2', objective);
  expect(labels(await at(flow))).toEqual(['net']);
  expect(labels(await at(flow.replace('"discriminator": "|"', '|')))).toEqual(
    expect.arrayContaining(['discriminator', 'likelihoodWeight', 'gradientPenalty']),
  );
});

test('names of columns that are not used yet, where a column is named', async () => {
  await writeFile(join(folder, 't.csv'), `a,"b ""1""",kind\n${'1.5,2,x\n'.repeat(20000)}`);
  const offered = async (keys: string) => labels(await at(`{ "data": { "source": "csv", "path": "t.csv", ${keys} } }`));
  expect(await offered('"columns": [|]')).toEqual(expect.arrayContaining(['a', 'b "1"', 'kind']));
  const rest = await at('{ "data": { "source": "csv", "path": "t.csv", "columns": ["a", "|"] } }');
  expect(labels(rest)).toEqual(['b "1"', 'kind']);
  expect(accepted(choose(rest, 'b "1"'))).toContain('"columns": ["a", "b \\"1\\""]');
  expect(await offered('"columns": ["a"], "context": [{ "column": "|" }]')).toEqual(['b "1"', 'kind']);
  expect(await offered('"exclude": ["kind"], "columns": [{ "name": "|" }]')).toEqual(['a', 'b "1"']);
  expect(await offered('"columns": [{ "name": "a", "|" }]')).toEqual(
    expect.arrayContaining(['bounds', 'transform', 'period']),
  );
  expect(await offered('"columns": [{ "name": "a", "transform": "|" }]')).toEqual(['log', 'asinh']);
  expect(await offered('"standardize": "|"')).toEqual(expect.arrayContaining(['robust', 'quantile']));
  expect(await offered('"exclude": ["kind"], "weight": "|"')).toEqual(['a', 'b "1"']);
  expect(await offered('"weight": "a", "columns": ["|"]')).toEqual(['b "1"', 'kind']);
  // Noise is for columns that are modeled.
  expect(await offered('"columns": ["a", "b \\"1\\""], "dequantize": ["a", "|"]')).toEqual(['b "1"']);
  expect(await offered('"context": ["kind"], "dequantize": [{ "column": "|", "step": 0.1 }]')).toEqual(['a', 'b "1"']);
  expect(await offered('"delimiter": "|"')).not.toContain('a');
  // Neither a table nor a file: nothing is known.
  expect(labels(await at('{ "data": { "source": "csv", "path": "gone.csv", "columns": ["|"] } }'))).toEqual([]);
});
