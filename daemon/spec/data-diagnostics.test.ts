/** Diagnostics about data: integers, missing files, and what an untrusted session may not access. */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkText } from './check.ts';
import { checkSpec } from './check-spec.ts';
import { applyFix } from './fixes/apply-fix.ts';
import { check, complete, OPTIONS, unmark, withCode, withCsvSummary } from './spec-fixture.ts';

const npy = (d: number) => `"data": { "source": "npy", "path": "x.npy", "shape": [${d}] }`;
const layers = '"layers": [{ "type": "affine-coupling" }]';

test('integer columns without dequantization are shown at their names, with the key that cures them', async () => {
  const registries = withCsvSummary({
    shape: [2],
    context: null,
    range: { low: -Infinity, high: Infinity, closed: false },
    integerColumns: [{ name: 'x-box', distinct: 16 }],
    bits: null,
  });
  // The test's own file replaces the table, so that the file exists.
  const options = { ...OPTIONS, folder: import.meta.dirname };
  const { text, ranges } = unmark(
    `{ "data": { "source": "csv", "path": "plan.ts", "columns": ["a", «"x-box"»] }, ${layers} }`,
  );
  const { diagnostics } = await checkText(text, registries, options);
  const [found] = withCode(diagnostics, 'discrete-data');
  expect(found!.message).toBe(
    'column x-box takes 16 distinct integer values. A continuous density on integers has no upper bound, so the NLL would have no lower bound. Set "dequantize": true.',
  );
  expect(found!.severity).toBe('warning');
  expect(found!.range).toEqual(ranges[0]);
  expect(applyFix(text, found!.fixes[0]!)).toContain('"columns": ["a", "x-box"], "dequantize": true }');
});

test('many integer columns are one finding', async () => {
  const registries = withCsvSummary({
    shape: [9],
    context: null,
    range: { low: -Infinity, high: Infinity, closed: false },
    integerColumns: Array.from({ length: 9 }, (_, i) => ({ name: `k${i}`, distinct: 4 })),
    bits: null,
  });
  const text = `{ "data": { "source": "csv", "path": "plan.ts", "dequantize": ["a"] }, ${layers} }`;
  const { diagnostics } = await checkText(text, registries, { ...OPTIONS, folder: import.meta.dirname });
  const found = withCode(diagnostics, 'discrete-data');
  expect(found.map(({ message }) => message)).toEqual([
    expect.stringMatching(
      /^9 columns take integer values: k0, k1, k2, k3, k4, k5, k6, k7 and 1 other\. .* Set "dequantize": \["a","k0",.*"k8"\]\.$/,
    ),
  ]);
});

test('pixels without dequantization are discrete data; the fix puts the layer first', async () => {
  const { text, ranges } = unmark(
    '{ "data": { "source": «"idx"», "path": "x", "shape": [2, 2, 1] }, "layers": [{ "type": "flatten" }, { "type": "affine-coupling" }] }',
  );
  const [found] = withCode((await check(text)).diagnostics, 'discrete-data');
  expect(found!.range).toEqual(ranges[0]);
  expect(found!.message).toContain('256 distinct integer values');
  expect(applyFix(text, found!.fixes[0]!)).toContain('"layers": [{ "type": "dequantize" }, { "type": "flatten" }');
});

test.each([
  ['a column that the file lacks', '"columns": ["a"], "context": ["bb"]', 'invalid-data'],
  ['the only column is one that the file lacks', '"columns": ["aa"]', 'invalid-data'],
  ['a number for a column', '"columns": ["a", 3]', 'wrong-value'],
  ['a misspelled key of a column', '"columns": ["a", { "nam": "b" }]', 'wrong-value'],
  ['a misspelled key', '"column": ["a"]', 'unknown-key'],
  ['no columns', '"columns": []', 'wrong-value'],
])('%s hides the errors that follow from it', async (_, keys, code) => {
  const folder = mkdtempSync(join(tmpdir(), 'flowscope-follow-'));
  writeFileSync(
    join(folder, 't.csv'),
    `a,b,c\n${Array.from({ length: 40 }, (_v, i) => `${i}.5,${i * i}.25,1`).join('\n')}\n`,
  );
  const text = `{ "data": { "source": "csv", "path": "t.csv", ${keys} },
    "layers": [{ "type": "affine-coupling" }, { "type": "affine-coupling" }, { "type": "permutation", "order": [1, 0] }] }`;
  try {
    const { diagnostics } = await checkSpec(text, { ...OPTIONS, folder });
    expect(diagnostics.map((found) => found.code)).toEqual([code]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('an untrusted session does not look outside the folder', async () => {
  const { text, ranges } = unmark(
    `{ "data": { "source": "csv", "path": «"../secret.csv"», "testPath": «"/etc/passwd"», "shape": [2] }, ${layers} }`,
  );
  const { diagnostics } = await checkText(text, complete, { ...OPTIONS, trusted: false });
  const found = withCode(diagnostics, 'needs-trust');
  expect(found.map(({ range }) => range)).toEqual(ranges);
  expect(withCode(diagnostics, 'missing-data')).toEqual([]);
});

test('a link that leads out of the folder needs trust, as a path that does', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'flowscope-links-'));
  mkdirSync(join(folder, 'inside'));
  writeFileSync(join(folder, 'secret.csv'), 'a,b\n1,2\n');
  symlinkSync(join(folder, 'secret.csv'), join(folder, 'inside', 'link.csv'));
  const { text, ranges } = unmark(`{ "data": { "source": "csv", "path": «"link.csv"» }, ${layers} }`);
  const options = { ...OPTIONS, folder: join(folder, 'inside'), trusted: false };
  const { diagnostics } = await checkText(text, complete, options);
  rmSync(folder, { recursive: true });
  expect(diagnostics.map(({ code, range }) => ({ code, range }))).toContainEqual({
    code: 'needs-trust',
    range: ranges[0],
  });
  expect(withCode(diagnostics, 'invalid-data')).toEqual([]);
});

test('missing data is an error where training is about to start', async () => {
  const text = `{ ${npy(2)}, ${layers} }`;
  expect((await checkText(text, complete, OPTIONS)).plan).not.toBeNull();
  const { diagnostics, plan } = await checkText(text, complete, { ...OPTIONS, missingData: 'error' });
  expect(withCode(diagnostics, 'missing-data').map(({ severity }) => severity)).toEqual(['error']);
  expect(plan).toBeNull();
});

test('weights of rows are for flows that are trained on their likelihood', async () => {
  const data = '"data": { "source": "npy", "path": "x.npy", "shape": [2], "weight": «2» }';
  const net = '{ "type": "mlp" }';
  const specs = [
    [`{ "model": "gan", ${data}, "latent": 2, "generator": ${net}, "discriminator": ${net} }`, 'for a GAN'],
    [`{ "model": "vae", ${data}, "latent": 2, "encoder": ${net}, "decoder": ${net} }`, 'for a VAE'],
    [
      `{ ${data}, ${layers}, "training": { "objective": { "type": "adversarial", "discriminator": ${net} } } }`,
      'for the objective "adversarial"',
    ],
  ] as const;
  for (const [marked, what] of specs) {
    const { text, ranges } = unmark(marked);
    const [found] = withCode((await check(text)).diagnostics, 'not-available');
    expect(found).toMatchObject({ path: 'data.weight', severity: 'error', range: ranges[0] });
    expect(found!.message).toContain(what);
    expect(withCode((await check(applyFix(text, found!.fixes[0]!))).diagnostics, 'not-available')).toEqual([]);
  }
  const { text } = unmark(`{ ${data}, ${layers} }`);
  expect(withCode((await check(text)).diagnostics, 'not-available')).toEqual([]);
});
