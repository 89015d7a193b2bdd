import { expect, test } from 'vitest';
import { flowNameFrom, flowNameOfData } from './flow-name.ts';

test.each([
  ['/data/wine.csv', 'wine'],
  ['my iris – größe (1).csv', 'my-iris-gro-e-1'],
  ['élan vital.parquet', 'elan-vital'],
  ['a.b.csv.gz', 'a.b'],
  ['-x.npy', 'x'],
  ['.hidden.csv', 'hidden'],
  ['数据.csv', 'flow'],
  [`${'a'.repeat(80)}.csv`, 'a'.repeat(60)],
])('the flow of %s is %s', (path, name) => {
  expect(flowNameOfData(path)).toBe(name);
});

test('a name keeps what follows its dots', () => {
  expect(flowNameFrom('v1.2 beta')).toBe('v1.2-beta');
});
