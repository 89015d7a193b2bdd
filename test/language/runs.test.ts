/** What runs add to the text: inlay hints and code lenses, from a port and from run directories. */
import { appendFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { CodeLens, InlayHint, MarkupContent } from 'vscode-languageserver';
import type { RunFact, RunFacts } from '../../daemon/language/run-facts.ts';
import { createDirectoryRunFacts } from '../../daemon/language/runs/directory-run-facts.ts';
import { specHash } from '../../daemon/runs/directory/plan-hash.ts';
import { acquireLease } from '../../daemon/runs/lease/lease.ts';
import { encodeLine } from '../../daemon/runs/logs/log-line.ts';
import { commandArguments } from '../../protocol/language/command-arguments.ts';
import { type Editor, type OpenFile, startEditor } from './client.ts';
import { MOONS } from './moons.ts';
import { otherRuns, planOf, trainedDirectory } from './run-directories.ts';

let folder: string;
let spec: string;
const editors: Editor[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'flowscope-runs-'));
  spec = join(folder, 'moons.flow.json');
});
afterEach(() => {
  for (const editor of editors.splice(0)) {
    expect(editor.errors).toEqual([]);
    editor.close();
  }
});

const WHOLE = { start: { line: 0, character: 0 }, end: { line: 9999, character: 0 } };
async function open(runs?: RunFacts, text = MOONS): Promise<OpenFile & { readonly editor: Editor }> {
  const editor = await startEditor(runs === undefined ? {} : { ports: { runs } });
  editors.push(editor);
  return Object.assign(editor.open(pathToFileURL(spec).href, text), { editor });
}
const hints = async (file: OpenFile, range: object = WHOLE) =>
  (await file.ask<InlayHint[]>('textDocument/inlayHint', { range })).map(({ label }) => label);
const lenses = async (file: OpenFile) =>
  (await file.ask<CodeLens[]>('textDocument/codeLens')).map(({ command }) => command!);

async function fact(changes: Partial<RunFact> = {}): Promise<RunFact> {
  return {
    id: 'moons-20260101T000000Z-abcd',
    runDir: join(folder, 'run'),
    specHash: specHash(await planOf()),
    status: 'finished',
    step: 400,
    steps: 400,
    model: 'flow',
    validation: { nll: 1.25, se: 0.01, unit: 'nats', step: 400 },
    best: { nll: 1.125, se: 0.02, step: 360 },
    layers: [
      ...Array.from({ length: 8 }, (_, turn) => [
        { path: 'layers[0].layers[0]', turn: [turn], mean: 0.25 * turn },
        { path: 'layers[0].layers[1]', turn: [turn], mean: -0.5 },
      ]).flat(),
      { path: 'layers[1]', turn: [], mean: 0.75, p10: 0.5, p90: 1.1, gain: 0.125 },
    ],
    ...changes,
  };
}
const port = (latest: () => RunFact | null) => {
  const listeners = new Set<() => void>();
  return {
    latest: () => Promise.resolve(latest()),
    onDidChange: (listener: () => void) => {
      listeners.add(listener);
      return { dispose: () => void listeners.delete(listener) };
    },
    change: () => {
      for (const listener of listeners) listener();
    },
  };
};

describe('inlay hints', () => {
  test('shape and parameters after each layer, following the text', async () => {
    const file = await open();
    // Kept: 1 dimension; 64 × 64 network; 2 outputs: (1·64 + 64) + (64·64 + 64) + (64·2 + 2).
    const network = '4418 parameters';
    expect(await hints(file)).toEqual([`2-D · 8 × ${network}`, '2-D · 8 × 4 parameters', `2-D · ${network}`]);
    file.replace('"times": 8', '"times": 1');
    file.replace('[64, 64]', '[8]');
    expect(await hints(file)).toEqual(['2-D · 34 parameters', '2-D · 4 parameters', '2-D · 34 parameters']);
    expect(await hints(file, { start: { line: 0, character: 0 }, end: { line: 8, character: 999 } })).toHaveLength(1);
  });

  test('are after the layer and its comma', async () => {
    const file = await open();
    const found = await file.ask<InlayHint[]>('textDocument/inlayHint', { range: WHOLE });
    const text = (line: number, character: number) => file.text.split('\n')[line]!.slice(0, character);
    expect(text(found[0]!.position.line, found[0]!.position.character)).toMatch(/"net" \},$/);
    expect(text(found[2]!.position.line, found[2]!.position.character)).toMatch(/"net" \}$/);
  });

  test('a spec with an error has none', async () => {
    const file = await open();
    file.replace('"actnorm"', '"actnrm"');
    expect(await hints(file)).toEqual([]);
  });

  test('with a run of the same plan, gain and log-det come first; comments do not change the plan', async () => {
    const found = await fact();
    const file = await open(port(() => found));
    file.replace('// Moons', '// Many moons');
    expect(await hints(file)).toEqual([
      'log-det 7.00 · 2-D · 8 repeats',
      'log-det −4.00 · 2-D · 8 repeats',
      'gain 0.13 · log-det 0.75 · 2-D',
    ]);
  });

  test('the hover of a hint has what the hint leaves out, and adds up the NLL of the whole flow', async () => {
    const plain = await open();
    const [bare] = await plain.ask<InlayHint[]>('textDocument/inlayHint', { range: WHOLE });
    expect((bare!.tooltip as MarkupContent).value).toBe('Output: 2 dimensions; 8 × 4418 parameters.');
    const sum = { gaussianNll: 1.5, gains: 0.625, lastTerm: 0.25, kind: 'base-mismatch', nll: 1.125 } as const;
    const found = await fact();
    const measured = { ...found, layers: found.layers!.map((layer) => ({ ...layer, sum })) };
    const file = await open(port(() => measured));
    const all = await file.ask<InlayHint[]>('textDocument/inlayHint', { range: WHOLE });
    const lines = all.map(({ tooltip }) => (tooltip as MarkupContent).value.replaceAll('\\', '').split('\n'));
    expect(lines[0]).toContain('The whole flow: Gaussian 1.5000 − gains 0.6250 + base mismatch 0.2500 = NLL 1.1250.');
    expect(lines[0]).toContain('Output: 2 dimensions; 8 × 4418 parameters.');
    expect(lines[0]).toContain('- all 8 repeats: mean log-det +7.0000');
    expect(lines[0]).toContain('- repeat 8: mean log-det +1.7500');
    expect(lines[2]).toContain('- gain +0.1250, mean log-det +0.7500 (p10 +0.5000, p90 +1.1000)');
  });

  test('an edit that changes the plan takes them away, and undoing it brings them back', async () => {
    const found = await fact();
    const file = await open(port(() => found));
    file.replace('"times": 8', '"times": 7');
    expect((await hints(file)).join()).not.toContain('log-det');
    file.replace('"times": 7', '"times": 8');
    expect((await hints(file)).join()).toContain('log-det');
  });

  test('are refreshed when runs change, at most once per interval', async () => {
    let found: RunFact | null = null;
    const runs = port(() => found);
    const file = await open(runs);
    expect((await hints(file)).join()).not.toContain('log-det');
    found = await fact();
    const began = performance.now();
    for (let i = 0; i < 40; i++) {
      runs.change();
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    await expect.poll(() => file.editor.refreshes.length).toBeGreaterThan(1);
    // The interval of the tests is 50 ms. How they arrive is a matter of the machine, but there are never more of them.
    expect(file.editor.refreshes.length).toBeLessThanOrEqual((performance.now() - began) / 50 + 1);
    expect((await hints(file)).join()).toContain('log-det');
  });
});

describe('code lenses', () => {
  test('without a run: train, preview and verify; their arguments fit the schemas', async () => {
    const file = await open();
    const found = await lenses(file);
    expect(found.map(({ title, command }) => [title, command])).toEqual([
      ['▶ Train', 'flowscope.train'],
      ['Preview', 'flowscope.preview'],
      ['Verify', 'flowscope.verify'],
    ]);
    for (const { command, arguments: list } of found) {
      const schema = commandArguments[command as keyof typeof commandArguments];
      expect(schema.parse(list![0])).toEqual({ uri: file.uri });
    }
  });

  test('with a run: its result; edited: one that compares', async () => {
    const found = await fact();
    const file = await open(port(() => found));
    expect((await lenses(file)).map(({ title }) => title)).toEqual([
      '▶ Train',
      'Preview',
      'Inspect',
      'Verify',
      'Latest run: finished, best NLL 1.1250 ± 0.0400 nats at step 360',
    ]);
    // As many steps as a command line may ask for.
    file.replace('"steps": 400', '"steps": 500');
    expect(await lenses(file)).toHaveLength(5);
    file.replace('[64, 64]', '[64, 32]');
    const edited = (await lenses(file)).at(-2)!;
    expect(edited).toMatchObject({
      title: `edited since run ${found.id} · compare`,
      command: 'flowscope.compareSpec',
      arguments: [{ uri: file.uri, run: found.id, runDir: found.runDir }],
    });
    expect(commandArguments['flowscope.compareSpec'].safeParse(edited.arguments![0]).success).toBe(true);
  });

  test('a GAN has samples in place of layers', async () => {
    const found = await fact({ model: 'gan', likelihood: 'none', validation: null, best: null });
    const net = { type: 'mlp', hidden: [4] };
    const gan = { model: 'gan', data: { source: 'two-moons' }, latent: 2, generator: net, discriminator: net };
    const file = await open(
      port(() => found),
      JSON.stringify(gan),
    );
    expect((await lenses(file)).map(({ title }) => title)).toEqual([
      '▶ Train',
      'Samples',
      'Verify',
      expect.stringMatching(/^edited since run /),
      'Latest run: finished',
    ]);
  });

  test('a spec with errors cannot be trained', async () => {
    const file = await open();
    file.replace('"actnorm"', '"actnrm"');
    const [first] = await lenses(file);
    expect(first).toMatchObject({ title: '1 error to fix before training', command: '' });
  });

  test('a running one shows its step', async () => {
    const found = await fact({ status: 'running', step: 120, validation: null });
    expect((await lenses(await open(port(() => found)))).map(({ title }) => title)).toContain(
      'Latest run: running at step 120 of 400',
    );
  });
});

describe('run directories', () => {
  const train = (at: string, text = MOONS, specPath = spec) => trainedDirectory(specPath, at, text);

  test('the newest run of this very spec, with its last means', async () => {
    await train('2026-01-01T00:00:00Z');
    const newest = await train('2026-01-03T00:00:00Z');
    await train('2026-01-04T00:00:00Z', MOONS, join(folder, 'other.flow.json'));
    const facts = createDirectoryRunFacts();
    const found = await facts.latest(spec);
    expect(found).toMatchObject({
      id: newest.record.id,
      status: 'finished',
      step: 400,
      best: { nll: 1.5, se: 0.1, step: 400 },
    });
    expect(found!.specHash).toBe(specHash(await planOf()));
    // A seed and a number of steps of the command line are no edits.
    const { training, ...rest } = await planOf();
    expect(specHash({ ...rest, training: { ...training, steps: 7, seed: 9 } })).toBe(found!.specHash);
    expect(found!.layers!.at(-1)).toEqual({ path: 'layers[1]', turn: [], mean: 2 });
    expect(found!.layers!.slice(0, 3).map(({ path, turn }) => `${path} ${turn}`)).toEqual([
      'layers[0].layers[0] 0',
      'layers[0].layers[1] 0',
      'layers[0].layers[0] 1',
    ]);
    facts.dispose();
  });

  test('nothing there, torn files and pipes are no failure', async () => {
    const facts = createDirectoryRunFacts();
    expect(await facts.latest(spec)).toBeNull();
    expect(await facts.latest('/nowhere/at/all.flow.json')).toBeNull();
    facts.dispose();
    const run = await train('2026-01-01T00:00:00Z');
    await appendFile(run.paths.layers, '{"step":500,"laye');
    await mkdir(join(folder, '.flowscope', 'runs', 'moons-20270101T000000Z-0000'));
    const again = createDirectoryRunFacts();
    expect((await again.latest(spec))?.layers?.length).toBe(17);
    again.dispose();
  });

  test('a change is noticed and told; a deleted run goes', async () => {
    const facts = createDirectoryRunFacts({ lookEvery: 20 });
    let told = 0;
    facts.onDidChange(() => told++);
    expect(await facts.latest(spec)).toBeNull();
    const run = await train('2026-01-01T00:00:00Z');
    await expect.poll(() => told).toBeGreaterThan(0);
    await expect.poll(async () => (await facts.latest(spec))?.status).toBe('finished');
    await rm(run.directory, { recursive: true });
    await expect.poll(() => facts.latest(spec)).toBeNull();
    facts.dispose();
  });

  test('a killed run changes no file, and is noticed', async () => {
    const run = await train('2026-01-01T00:00:00Z');
    await writeFile(run.paths.metrics, encodeLine({ seq: 1, event: 'start', step: 30, time: '2026-01-01T00:00:00Z' }));
    const lease = await acquireLease(run.directory);
    const facts = createDirectoryRunFacts({ lookEvery: 20 });
    let told = 0;
    facts.onDidChange(() => told++);
    expect(await facts.latest(spec)).toMatchObject({ status: 'running', step: 30 });
    lease.release();
    await expect.poll(() => told).toBeGreaterThan(0);
    expect(await facts.latest(spec)).toMatchObject({ status: 'interrupted', step: 30 });
    facts.dispose();
  });

  test('the newest run of a spec is found among 150 of others', async () => {
    await otherRuns(folder, 150);
    const oldest = await train('2026-01-01T00:00:00Z');
    const facts = createDirectoryRunFacts();
    expect((await facts.latest(spec))?.id).toBe(oldest.record.id);
    facts.dispose();
  });
});
