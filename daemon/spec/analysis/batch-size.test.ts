import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { checkSpec } from '../check-spec.ts';
import { applyFix } from '../fixes/apply-fix.ts';

const folder = mkdtempSync(join(tmpdir(), 'flowscope-batch-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const rows = Array.from({ length: 100 }, (_, i) => `${Math.sin(i)},${Math.cos(2 * i)}`);
writeFileSync(join(folder, 'table.csv'), `a,b\n${rows.join('\n')}\n`);

const specWith = (rest: object) =>
  JSON.stringify({ data: { source: 'csv', path: 'table.csv' }, layers: [{ type: 'actnorm' }], ...rest });

const errorsIn = async (text: string) => {
  const { diagnostics } = await checkSpec(text, { folder, trusted: true, fileStem: 'a' });
  return diagnostics.filter(({ severity }) => severity === 'error');
};

const errorsOf = (training: object) => errorsIn(specWith({ training }));

test('a batch larger than the training rows of a file is found by check', async () => {
  expect(await errorsOf({ batchSize: 80 })).toEqual([]);
  const [written] = await errorsOf({ batchSize: 81 });
  expect(written).toMatchObject({ code: 'wrong-value', path: 'training.batchSize' });
  expect(written!.fixes[0]!.edits[0]!.newText).toBe('80');
  const [byDefault] = await errorsOf({});
  expect(byDefault!.message).toContain('256 (the default)');
});

const SECTIONS: readonly { readonly training?: object }[] = [{}, { training: {} }, { training: { steps: 10 } }];

test.each(SECTIONS)('the default size is set by a quick fix: %j', async (rest) => {
  const text = specWith(rest);
  const [error] = await errorsIn(text);
  const fixed = applyFix(text, error!.fixes[0]!);
  expect(JSON.parse(fixed)).toMatchObject({ training: { ...rest.training, batchSize: 80 } });
  expect(await errorsIn(fixed)).toEqual([]);
});
