/** Files of weighted samples, as getdist and importance sampling write them: the parameters are modeled, with weights. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'jsonc-parser';
import { afterAll, expect, test } from 'vitest';
import { normal, uniform } from '../data/doubts/example-numbers.ts';
import { checkSpec } from '../spec/check-spec.ts';
import { applyFix } from '../spec/fixes/apply-fix.ts';
import { proposeSpec } from './propose-spec.ts';

const folder = mkdtempSync(join(tmpdir(), 'flowscope-weighted-'));
afterAll(() => rmSync(folder, { recursive: true }));
const options = { folder, trusted: true, fileStem: 't' } as const;

function write(file: string, header: string, row: (i: number) => readonly number[], separator: string): void {
  const lines = Array.from({ length: 600 }, (_, i) => row(i).join(separator));
  writeFileSync(join(folder, file), `${[header, ...lines].join('\n')}\n`);
}

const chain = (i: number) => {
  const density = 5 + normal(i) ** 2 + normal(i, 1) ** 2 + normal(i, 3) ** 2 / 50;
  return [1 + Math.floor(-3 * Math.log(uniform(i, 8))), density, 70 + normal(i), 0.3 + normal(i, 1) / 50, 2 * density];
};

test('of a chain, the parameters are modeled with their multiplicities, and nothing is left to warn about', async () => {
  write('chain.txt', '# weight minuslogpost H0 Om chi2', chain, ' ');
  const { text, data, checked } = await proposeSpec({
    name: 't',
    path: join(folder, 't.flow.json'),
    file: join(folder, 'chain.txt'),
  });
  const spec = parse(text) as { readonly data: Readonly<Record<string, unknown>> };
  expect(spec.data).toMatchObject({ weight: 'weight', exclude: ['minuslogpost', 'chi2'] });
  expect(Object.keys(spec.data)).not.toContain('dequantize');
  expect([data.columns.map(({ name }) => name), data.shape, checked.diagnostics]).toEqual([['H0', 'Om'], [2], []]);
  expect(data.leftOut).toEqual([
    { name: 'weight', why: 'the weights of the rows' },
    { name: 'minuslogpost', why: expect.stringContaining('a log density') },
    { name: 'chi2', why: expect.stringContaining('a log density') },
  ]);
  expect(text.replaceAll(/\s*\/\/\s*/g, ' ')).toMatch(
    /effective sample size is \d+ of 600 rows\. To model the column instead, remove this line/,
  );
});

test('weights of classes are no condition', async () => {
  write('classes.csv', 'a,b,sample_weight', (i) => [normal(i), normal(i, 1), [0.5, 1.5, 3][i % 3]!], ',');
  const file = join(folder, 'classes.csv');
  const { text } = await proposeSpec({ name: 't', path: join(folder, 't.flow.json'), file });
  expect((parse(text) as { readonly data: object }).data).toMatchObject({ weight: 'sample_weight' });
});

test('one fix does all of it; a model without weights models the column', async () => {
  write('chain.csv', 'weight,minuslogpost,H0,Om,chi2', chain, ',');
  const data = { source: 'csv', path: 'chain.csv' };
  const flow = JSON.stringify({ data, layers: [{ type: 'linear' }], training: { batchSize: 8 } });
  const { combined } = await checkSpec(flow, options);
  const fixed = applyFix(flow, combined!.fix);
  expect([(await checkSpec(fixed, options)).diagnostics, combined!.data]).toEqual([
    [],
    { ...data, weight: 'weight', exclude: ['minuslogpost', 'chi2'] },
  ]);
  const vae = JSON.stringify({ data, model: 'vae' });
  expect((await checkSpec(vae, options)).diagnostics.map(({ code }) => code)).not.toContain('weight-column');
});
