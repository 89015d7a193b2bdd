/** A context that no network reads is reported, and one that any of them reads is not. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { normal } from '../../data/doubts/example-numbers.ts';
import { checkSpec } from '../check-spec.ts';
import { OPTIONS } from '../spec-fixture.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'flowscope-context-'));
  const rows = Array.from({ length: 400 }, (_, i) => `${normal(i)},${normal(i, 1)},${'uvw'[i % 3]}`);
  writeFileSync(join(folder, 't.csv'), `a,b,kind\n${rows.join('\n')}\n`);
});
afterAll(() => rmSync(folder, { recursive: true }));

const NET = { type: 'mlp', hidden: [8] };

async function found(keys: object, spec: object): Promise<readonly string[]> {
  const data = { source: 'csv', path: 't.csv', ...keys };
  const { diagnostics } = await checkSpec(JSON.stringify({ data, ...spec }), { ...OPTIONS, folder });
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  return diagnostics.filter(({ code }) => code === 'unused-context').map(({ message }) => message);
}

test.each([
  ['a number', { columns: ['a'], context: ['b'] }, /^no network reads the context b: /],
  ['a label', { columns: ['a', 'b'], context: ['kind'] }, /^no network reads the context: /],
])('%s that no layer reads', async (_, keys, message) => {
  const messages = await found(keys, { layers: [{ type: 'linear' }, { type: 'spline' }] });
  expect(messages).toEqual([expect.stringMatching(message)]);
});

test.each<[string, object, object]>([
  [
    'a coupling',
    { columns: ['a', 'b'], context: ['kind'] },
    { layers: [{ type: 'affine-coupling', conditioner: NET }] },
  ],
  [
    'an autoregressive layer of one column',
    { columns: ['a'], context: ['b'] },
    { layers: [{ type: 'affine-autoregressive', conditioner: { type: 'masked-mlp', hidden: [8] } }] },
  ],
  ['a VAE', { columns: ['a', 'b'], context: ['kind'] }, { model: 'vae', latent: 2, encoder: NET, decoder: NET }],
])('%s reads it', async (_, keys, spec) => {
  expect(await found(keys, spec)).toEqual([]);
});

test('nothing is said without a context', async () => {
  expect(await found({ columns: ['a'] }, { layers: [{ type: 'linear' }] })).toEqual([]);
});
