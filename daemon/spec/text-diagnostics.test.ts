/** What is wrong with the text of a spec: its JSON, keys, types, values and names. */
import { describe, expect, test } from 'vitest';
import { checkText } from './check.ts';
import { check, complete, OPTIONS, unmark, withCode } from './spec-fixture.ts';
import { coupling, type DiagnosticCase, layers, moons, testDiagnostics } from './testing/diagnostic-cases.ts';

const CASES: readonly DiagnosticCase[] = [
  {
    code: 'syntax',
    spec: `{ ${moons} «"layers"»: [${coupling}] }`,
    messages: ["expected ',', found '\"layers\"'"],
    paths: [''],
  },
  {
    code: 'syntax',
    spec: `{ ${moons}, "layers": [${coupling}«]»`,
    messages: ["expected '}', found the end of the file"],
    paths: [''],
  },
  {
    code: 'duplicate-key',
    spec: `{ ${moons}, "name": "a", «"name"»: "b", ${layers} }`,
    messages: ["key 'name' appears twice: keep one of them"],
    paths: ['name'],
    fixed: `{ ${moons}, "name": "a", ${layers} }`,
  },
  {
    code: 'duplicate-key',
    spec: `{ ${moons}, "name": "a", «"name"»: "b", "name": "c", ${layers} }`,
    messages: ["key 'name' appears 3 times: keep one of them"],
    paths: ['name'],
  },
  {
    code: 'unknown-key',
    spec: `{ ${moons}, "layers": [{ "type": "affine-coupling", «"maks"»: "even" }, ${coupling}] }`,
    messages: ["unknown key 'maks' in affine-coupling; did you mean 'mask'?"],
    paths: ['layers[0].maks'],
    fixed: `{ ${moons}, "layers": [{ "type": "affine-coupling", "mask": "even" }, ${coupling}] }`,
  },
  {
    code: 'unknown-key',
    spec: `{ ${moons}, ${layers}, "training": { "optimizer": { «"learningrate"»: 1 } }, «"$schema"»: "x" }`,
    messages: [
      "unknown key 'learningrate' in training's optimizer; did you mean 'learningRate'?",
      "unknown key '$schema' in a spec; known keys are name, model, backend, device, matmulPrecision, data, base, conditioners, layers, contextEncoder, training",
    ],
    paths: ['training.optimizer.learningrate', '["$schema"]'],
    fixed: `{ ${moons}, ${layers}, "training": { "optimizer": { "learningRate": 1 } }, "$schema": "x" }`,
  },
  {
    code: 'unknown-key',
    spec: `{ "data": { "source": "csv", "path": "none.csv", "columns": [{ "name": "a", «"foo"»: 1 }] }, ${layers} }`,
    messages: ["unknown key 'foo' in csv's columns[0]; known keys are name, bounds, transform, period, as"],
    paths: ['data.columns[0].foo'],
  },
  {
    code: 'unknown-type',
    spec: `{ ${moons}, "layers": [{ "type": «"afine-coupling"» }] }`,
    messages: ["unknown layer type 'afine-coupling'; did you mean 'affine-coupling'?"],
    paths: ['layers[0].type'],
    fixed: `{ ${moons}, "layers": [{ "type": "affine-coupling" }] }`,
  },
  {
    code: 'unknown-type',
    spec: `{ "data": { "source": «"two-mons"» }, "base": { "type": «"norml"» }, ${layers} }`,
    messages: [
      "unknown data source type 'two-mons'; did you mean 'two-moons'?",
      "unknown base type 'norml'; did you mean 'normal'?",
    ],
    paths: ['data.source', 'base.type'],
    fixed: `{ "data": { "source": "two-moons" }, "base": { "type": "norml" }, ${layers} }`,
  },
  {
    code: 'not-available',
    spec: `{ ${moons}, "backend": «"cuda"», ${layers}, "training": { "objective": «"reverse-kl"» } }`,
    messages: [
      'backend \'cuda\' is not available in this version of Flowscope; it is used through JAX: backend "jax", device "gpu"',
      "objective 'reverse-kl' is not available in this version of Flowscope",
    ],
    paths: ['backend', 'training.objective'],
  },
  {
    code: 'wrong-value',
    spec: `{ ${moons}, "layers": [{ "type": "repeat", "times": «-2», "layers": [${coupling}] }] }`,
    messages: ['times must be a whole number ≥ 1, found -2'],
    paths: ['layers[0].times'],
    fixed: `{ ${moons}, "layers": [{ "type": "repeat", "times": 1, "layers": [${coupling}] }] }`,
  },
  {
    code: 'wrong-value',
    spec: `{ ${moons}, "layers": [{ "type": «"repeat"», "times": 2 }] }`,
    messages: ['repeat needs "layers": a list of at least one layer'],
    paths: ['layers[0].layers'],
  },
  {
    code: 'wrong-value',
    spec: `{ ${moons}, "layers": [{ "type": «"repeat"», "layers": [${coupling}] }] }`,
    messages: ["repeat needs the key 'times': a whole number in [1, 1000]"],
    paths: ['layers[0].times'],
  },
  {
    code: 'wrong-value',
    spec: `{ ${moons}, "conditioners": { "n": { "type": "mlp", "hidden": [64, «0»], "activation": «"rlu"» } }, "layers": [{ "type": "affine-coupling", "conditioner": "n" }] }`,
    messages: [
      'hidden[1] must be a whole number ≥ 1, found 0',
      'activation must be "relu", "tanh", "elu", "gelu", "silu" or "leaky-relu", found "rlu"; did you mean "relu"?',
    ],
    paths: ['conditioners.n.hidden[1]', 'conditioners.n.activation'],
  },
  {
    code: 'wrong-value',
    spec: `{ ${moons}, ${layers}, "training": { "steps": 10, «"epochs"»: 2 } }`,
    messages: ['training takes "steps" or "epochs", not both: remove one of them'],
    paths: ['training.epochs'],
    fixed: `{ ${moons}, ${layers}, "training": { "epochs": 2 } }`,
  },
  {
    code: 'wrong-value',
    spec: `{ "data": { "source": "csv", "path": "x", "shape": [2], "split": «{ "validation": 0.6, "test": 0.5 }», "columns": ["a", { "name": "b", "period": «0» }] }, ${layers} }`,
    messages: [
      'validation + test must be below 1: no row would be left to train on',
      'period must be a number > 0, found 0',
    ],
    paths: ['data.split', 'data.columns[1].period'],
  },
  {
    code: 'wrong-value',
    spec: `{ "data": { "source": "two-moons", "samples": 100 }, ${layers}, "training": { "batchSize": «512» } }`,
    messages: ['batchSize must be a whole number ≤ 100, the number of training points, found 512'],
    paths: ['training.batchSize'],
    fixed: `{ "data": { "source": "two-moons", "samples": 100 }, ${layers}, "training": { "batchSize": 100 } }`,
  },
  {
    code: 'wrong-value',
    spec: `{ ${moons}, "base": «"normal"», "layers": «[]», "training": «3» }`,
    messages: [
      'base must be an object with "type", found "normal"',
      'layers must be a list of at least one layer, found an empty one',
      'training must be an object, found 3',
    ],
    paths: ['base', 'layers', 'training'],
    fixed: `{ ${moons}, "base": { "type": "normal" }, "layers": [], "training": 3 }`,
  },
  {
    code: 'missing-data',
    severity: 'warning',
    spec: `{ "data": { "source": "csv", "path": «"data/wine.csv"», "shape": [2], "testPath": «"more.csv"» }, ${layers} }`,
    messages: [
      "file 'data/wine.csv' not found (looked beside the spec)",
      "file 'more.csv' not found (looked beside the spec)",
    ],
    paths: ['data.path', 'data.testPath'],
  },
  {
    code: 'missing-data',
    severity: 'warning',
    spec: `{ "data": { "source": "images", "path": «"nope"», "contextPath": «"none"», "size": [4, 4], "shape": [4, 4, 3] }, "layers": [{ "type": "dequantize" }] }`,
    messages: ["folder 'nope' not found (looked beside the spec)", "folder 'none' not found (looked beside the spec)"],
    paths: ['data.path', 'data.contextPath'],
  },
  {
    code: 'unused-definition',
    severity: 'warning',
    spec: `{ ${moons}, "conditioners": { «"a"»: { "type": "mlp" } }, ${layers} }`,
    messages: ['conditioner \'a\' is never used: refer to it by "conditioner", or remove it'],
    paths: ['conditioners.a'],
    fixed: `{ ${moons}, "conditioners": {  }, ${layers} }`,
  },
  {
    code: 'unresolved-reference',
    spec: `{ ${moons}, "conditioners": { "net": { "type": "mlp" } }, "layers": [{ "type": "affine-coupling", "conditioner": «"nte"» }, { "type": "affine-coupling", "conditioner": «"resnet"» }] }`,
    messages: [
      "no conditioner is named 'nte'; did you mean 'net'?",
      'no conditioner is named \'resnet\'; \'resnet\' is a type: write { "type": "resnet" }',
    ],
    paths: ['layers[0].conditioner', 'layers[1].conditioner'],
    fixed: `{ ${moons}, "conditioners": { "net": { "type": "mlp" } }, "layers": [{ "type": "affine-coupling", "conditioner": "net" }, { "type": "affine-coupling", "conditioner": "resnet" }] }`,
  },
];

describe('every diagnostic stands at its token and says its sentence', () => testDiagnostics(CASES));

test('a type that is known but not built is not available, never unknown', async () => {
  const layersNow = complete.layers.map((layer) => (layer.type === 'planar' ? { ...layer, build: null } : layer));
  const { text, ranges } = unmark(`{ ${moons}, "layers": [{ "type": «"planar"» }] }`);
  const { diagnostics } = await checkText(text, { ...complete, layers: layersNow }, OPTIONS);
  const [found] = withCode(diagnostics, 'not-available');
  expect(found!.range).toEqual(ranges[0]);
  expect(found!.message).toBe("layer 'planar' is not available in this version of Flowscope");
  expect(withCode(diagnostics, 'unknown-type')).toEqual([]);
});

test('many problems of different parts are all found, in the order of the text', async () => {
  const { text } = unmark(`{
    "nam": "x",
    "data": { "source": "two-moons", "noise": -1 },
    "base": { "type": "nrmal" },
    "layers": [ { "type": "actnorm", "epsilon": "small" }, 7, { "type": "tanh" } `);
  const { diagnostics } = await check(text);
  const offsets = diagnostics.map(({ range }) => range.start.line * 1000 + range.start.character);
  expect(offsets).toEqual(offsets.toSorted((a, b) => a - b));
  const codes = new Set(diagnostics.map(({ code }) => code));
  for (const code of ['syntax', 'unknown-key', 'unknown-type', 'wrong-value']) expect(codes).toContain(code);
  expect(diagnostics.filter(({ code }) => code === 'wrong-value')).toHaveLength(3);
});

test('ranges count UTF-16 units and know all three line ends', async () => {
  const text = '{\r\n  /* 🌙 */ "nmae": "🌙",\r"data": {}, "layers": [] }';
  const [found] = withCode((await check(text)).diagnostics, 'unknown-key');
  expect(found!.range).toEqual({ start: { line: 1, character: 11 }, end: { line: 1, character: 17 } });
  const wrong = (await check(text)).diagnostics.find(({ path }) => path === 'layers');
  expect(wrong!.range.start).toEqual({ line: 2, character: 22 });
});

test.each(['training', 'layer', 'data'])(
  'a seed beyond the exact integers: the message has the bound and the text (%s)',
  async (where) => {
    const seed = (place: string, value: string) => (place === where ? `, "seed": «${value}»` : '');
    const of = (value: string) =>
      unmark(`{ "data": { "source": "two-moons"${seed('data', value)} },
      "layers": [{ "type": "actnorm" }, { "type": "permutation", "order": "random"${seed('layer', value)} }],
      "training": { "steps": 5${seed('training', value)} } }`);
    for (const value of ['1e400', '1e20', '9007199254740993']) {
      const { text, ranges } = of(value);
      const { diagnostics } = await check(text);
      expect(diagnostics).toMatchObject([
        { message: `seed must be a whole number ≤ 9007199254740991, found ${value}`, range: ranges[0] },
      ]);
    }
    const { text, ranges } = of('NaN');
    const { diagnostics } = await check(text);
    expect(diagnostics).toMatchObject([
      { code: 'syntax', message: 'NaN is not a JSON number: write a finite number', range: ranges[0] },
    ]);
  },
);
