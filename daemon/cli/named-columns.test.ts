import { expect, test } from 'vitest';
import { namedColumns } from './named-columns.ts';

const COLUMNS = ['age', 'weight, kg', 'age,height', 'height', 'say "hi"', 'a,b,c'];
const read = (text: string) => namedColumns('columns', text, COLUMNS).map((index) => COLUMNS[index]);

test.each([
  ['age', ['age']],
  ['height, age', ['height', 'age']],
  // Commas belong to the longest name there is.
  ['weight, kg', ['weight, kg']],
  ['height,weight, kg,age', ['height', 'weight, kg', 'age']],
  ['a,b,c,age', ['a,b,c', 'age']],
  ['age,height', ['age,height']],
  // Quotes say where a name ends.
  ['"age","height"', ['age', 'height']],
  ['"age",height', ['age', 'height']],
  ['"weight, kg", "age,height"', ['weight, kg', 'age,height']],
  ['"say ""hi""",say "hi"', ['say "hi"', 'say "hi"']],
])('%s', (text, names) => {
  expect(read(text)).toEqual(names);
});

test.each([
  ['hieght', "--columns has 'hieght', which is not a modeled column; did you mean 'height'?"],
  ['age,x', "--columns has 'x'"],
  ['"weight"', `--columns has '"weight"'`],
  ['age,,height', '--columns has an empty name'],
  ['age,', '--columns has an empty name'],
])('%s is refused', (text, message) => {
  expect(() => read(text)).toThrow(message);
  expect(() => read(text)).toThrow(expect.objectContaining({ code: 'usage', exitCode: 2 }));
});

test('the hint lists names as they can be written', () => {
  const hint = 'The modeled columns are age, "weight, kg", "age,height", height, say "hi", "a,b,c".';
  expect(() => read('x')).toThrow(expect.objectContaining({ hint }));
});

test('a context column is told from one that does not exist', () => {
  const context = [{ column: 'sex', kind: 'category', values: ['f', 'm'] }] as const;
  expect(() => namedColumns('columns', 'age,sex', COLUMNS, context)).toThrow(
    "--columns has 'sex', which is a context column",
  );
});
