/** Quick fixes make the text say what its author meant: the problem is gone, and there is no new one. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkText } from './check.ts';
import { registries } from './check-spec.ts';
import type { DiagnosticCode } from './diagnostic.ts';
import { applyFix } from './fixes/apply-fix.ts';
import { check, complete, imageSpec, OPTIONS, vectorSpec, withCode } from './spec-fixture.ts';

const moons = '"data": { "source": "two-moons" }';
const actnorm = '{ "type": "actnorm" }';
const coupling = '{ "type": "affine-coupling" }';
const spec = (layers: string, more = '') => `{ ${moons}, "layers": [${layers}]${more} }`;

interface Case {
  readonly code: DiagnosticCode;
  readonly text: string;
  readonly title: string;
  readonly fixed: string;
}

const CASES: readonly Case[] = [
  {
    code: 'syntax',
    text: `{ ${moons} "layers": [${coupling}] }`,
    title: 'Insert a comma',
    fixed: `{ ${moons}, "layers": [${coupling}] }`,
  },
  {
    code: 'not-available',
    text: spec(coupling, ', "backend": "cuda"'),
    title: 'Change to "jax"',
    fixed: spec(coupling, ', "backend": "jax"'),
  },
  {
    code: 'wrong-value',
    text: spec(coupling, ', "backend": "tensorflow", "device": "gpu"'),
    title: 'Change to "node-gpu"',
    fixed: spec(coupling, ', "backend": "tensorflow", "device": "node-gpu"'),
  },
  {
    code: 'wrong-value',
    text: spec(coupling, ', "backend": "tensorflow", "matmulPrecision": "high"'),
    title: "Remove 'matmulPrecision'",
    fixed: spec(coupling, ', "backend": "tensorflow"'),
  },
  {
    code: 'wrong-value',
    text: spec(coupling, ', "backend": "cpu", "device": "gpu:1"'),
    title: "Remove 'device'",
    fixed: spec(coupling, ', "backend": "cpu"'),
  },
  {
    code: 'wrong-value',
    text: spec(coupling, ', "device": "gpu:1"'),
    title: 'Set "backend": "jax"',
    fixed: spec(coupling, ', "device": "gpu:1", "backend": "jax"'),
  },
  {
    code: 'wrong-value',
    text: spec(coupling, ', "backend": "auto", "device": "wasm"'),
    title: 'Set "backend": "tensorflow"',
    fixed: spec(coupling, ', "backend": "tensorflow", "device": "wasm"'),
  },
  {
    code: 'wrong-value',
    text: spec(coupling, ', "device": "cpu"'),
    title: "Remove 'device'",
    fixed: spec(coupling),
  },
  {
    code: 'wrong-value',
    text: spec(coupling, ', "backend": "jax", "device": "wasm"'),
    title: 'Change to "cpu"',
    fixed: spec(coupling, ', "backend": "jax", "device": "cpu"'),
  },
  {
    code: 'wrong-value',
    text: spec(coupling, ', "backend": "jax", "device": "node-gpu:1"'),
    title: 'Change to "gpu"',
    fixed: spec(coupling, ', "backend": "jax", "device": "gpu"'),
  },
  {
    code: 'unknown-key',
    text: spec(coupling, ', "devices": 2'),
    title: "Remove 'devices'",
    fixed: spec(coupling),
  },
  {
    code: 'unknown-key',
    text: spec(coupling, ', "backend": "jax", "devices": "gpu:1"'),
    title: "Change to 'device'",
    fixed: spec(coupling, ', "backend": "jax", "device": "gpu:1"'),
  },
  {
    code: 'not-available',
    text: spec(coupling, ', "training": { "objective": { "type": "reverse-kl" } }'),
    title: 'Change to "max-likelihood"',
    fixed: spec(coupling, ', "training": { "objective": { "type": "max-likelihood" } }'),
  },
  {
    code: 'wrong-value',
    text: spec(coupling, ', "training": { "steps": "4000" }'),
    title: 'Change to 4000',
    fixed: spec(coupling, ', "training": { "steps": 4000 }'),
  },
  {
    code: 'wrong-value',
    text: spec(coupling, ', "training": { "steps": 99.6 }'),
    title: 'Change to 100, the nearest valid value',
    fixed: spec(coupling, ', "training": { "steps": 100 }'),
  },
  {
    code: 'wrong-value',
    text: '{ "data": { "source": "two-moons", "standardize": "true" }, "layers": [{ "type": "affine-coupling" }] }',
    title: 'Change to true',
    fixed: '{ "data": { "source": "two-moons", "standardize": true }, "layers": [{ "type": "affine-coupling" }] }',
  },
  {
    code: 'wrong-value',
    text: spec('{ "type": "affine-coupling", "conditioner": { "type": "mlp", "hidden": 64 } }'),
    title: 'Change to [64]',
    fixed: spec('{ "type": "affine-coupling", "conditioner": { "type": "mlp", "hidden": [64] } }'),
  },
  {
    code: 'shape-mismatch',
    text: imageSpec([7, 7, 1], `{ "type": "dequantize" }, ${actnorm}, { "type": "squeeze" }`),
    title: 'Remove "squeeze"',
    fixed: imageSpec([7, 7, 1], `{ "type": "dequantize" }, ${actnorm}`),
  },
  {
    code: 'domain',
    text: spec(`${coupling}, { "type": "tanh" }`),
    title: 'Remove "tanh"',
    fixed: spec(coupling),
  },
  {
    code: 'domain',
    text: spec(`{ "type": "sigmoid" }, ${coupling}, ${coupling}`),
    title: 'Remove "sigmoid"',
    fixed: spec(`${coupling}, ${coupling}`),
  },
  {
    code: 'domain',
    text: vectorSpec(2, `{ "type": "logit" }, ${actnorm}`),
    title: 'Remove "logit"',
    fixed: vectorSpec(2, actnorm),
  },
  {
    code: 'never-transformed',
    text: spec(`\n  ${coupling}\n`),
    title: 'Add a coupling with the other mask',
    fixed: spec(`\n  ${coupling},\n  ${coupling}\n`),
  },
  {
    code: 'never-transformed',
    text: spec('{ "type": "affine-coupling", "mask": "odd", "scaleBound": 2 }'),
    title: 'Add a coupling with the other mask',
    fixed: spec(
      '{ "type": "affine-coupling", "mask": "odd", "scaleBound": 2 }, { "type": "affine-coupling", "mask": "even", "scaleBound": 2 }',
    ),
  },
  {
    code: 'never-transformed',
    text: vectorSpec(3, '{ "type": "affine-coupling", "mask": [1, 0, 1] }'),
    title: 'Add a coupling with the other mask',
    fixed: vectorSpec(
      3,
      '{ "type": "affine-coupling", "mask": [1, 0, 1] }, { "type": "affine-coupling", "mask": [0, 1, 0] }',
    ),
  },
  {
    code: 'never-transformed',
    text: vectorSpec(4, `${coupling}, { "type": "permutation" }, ${coupling}`),
    title: 'Remove the permutation',
    fixed: vectorSpec(4, `${coupling}, ${coupling}`),
  },
  {
    code: 'never-seen',
    text: vectorSpec(
      4,
      '{ "type": "affine-coupling", "mask": [1, 1, 1, 0] }, { "type": "affine-coupling", "mask": [0, 1, 1, 0] }, { "type": "affine-coupling", "mask": [1, 0, 0, 0] }',
    ),
    title: 'Alternate the masks',
    fixed: vectorSpec(
      4,
      Array.from({ length: 3 }, () => '{ "type": "affine-coupling", "mask": "alternate" }').join(', '),
    ),
  },
];

test.each(CASES.map((entry) => [entry.code, entry.title, entry] as const))('%s: %s', async (code, title, entry) => {
  // Types are unavailable only in the shipped vocabulary.
  const checkIt = (text: string) => (code === 'not-available' ? checkText(text, registries, OPTIONS) : check(text));
  const before = (await checkIt(entry.text)).diagnostics;
  const [found] = withCode(before, code);
  expect(found!.fixes.map((fix) => fix.title)).toContain(title);
  const after = applyFix(entry.text, found!.fixes.find((fix) => fix.title === title)!);
  expect(after).toBe(entry.fixed);
  const { diagnostics, plan } = await checkIt(after);
  expect(withCode(diagnostics, code)).toEqual([]);
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  expect(plan).not.toBeNull();
});

test('a file that is not there: the one with nearly its name is offered, unless the folders are not trusted', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'flowscope-near-'));
  writeFileSync(join(folder, 'wine.csv'), 'a,b\n1,2\n');
  const data = (path: string) => `{ "data": { "source": "csv", "path": "${path}" }, "layers": [${coupling}] }`;
  const fixesOf = async (path: string, trusted: boolean) => {
    const { diagnostics } = await checkText(data(path), complete, { ...OPTIONS, folder, trusted });
    return withCode(diagnostics, 'missing-data')[0]!.fixes.map((fix) => applyFix(data(path), fix));
  };
  expect(await fixesOf('wines.csv', true)).toEqual([data('wine.csv')]);
  expect(await fixesOf('./wine.cvs', true)).toEqual([data('./wine.csv')]);
  expect(await fixesOf('something-else.csv', true)).toEqual([]);
  expect(await fixesOf('no-folder/wine.csv', true)).toEqual([]);
  expect(await fixesOf('wines.csv', false)).toEqual([]);
  rmSync(folder, { recursive: true });
});
