import { expect, test } from 'vitest';
import { failureSchema } from '../../protocol/failure.ts';
import { FlowscopeError } from '../errors/flowscope-error.ts';
import { SpecError } from '../spec/spec-error.ts';
import { exitCodeOf, failureOf, failureText } from './failure.ts';
import { toJson } from './print.ts';

const range = { start: { line: 2, character: 4 }, end: { line: 2, character: 9 } };

test('failures of every kind fit the contract', () => {
  const spec = new SpecError('/a/b.flow.json', [
    {
      code: 'unknown-type',
      severity: 'error',
      message: 'unknown layer type',
      range,
      path: 'layers[0].type',
      fixes: [],
    },
  ]);
  const errors = [
    spec,
    new FlowscopeError('data', 'broken', { file: 'x.csv', hint: 'mend it' }),
    new Error('oops'),
    'text',
  ];
  for (const error of errors) failureSchema.parse(JSON.parse(toJson(failureOf(error))));
  expect(failureOf(spec).error).toMatchObject({
    code: 'unknown-type',
    file: '/a/b.flow.json',
    path: 'layers[0].type',
    range,
  });
  expect(errors.map(exitCodeOf)).toEqual([2, 1, 1, 1]);
  expect(failureText(failureOf(spec))).toContain('/a/b.flow.json:3:5: unknown layer type');
  expect(failureOf(new Error('oops')).error.code).toBe('internal');
});

test('JSON: full precision, null for what is not finite, typed arrays as lists', () => {
  const value = { a: 0.1 + 0.2, b: Number.NaN, c: Float64Array.of(1.5, -Infinity), d: Float32Array.of(0.1) };
  expect(toJson(value)).toBe('{"a":0.30000000000000004,"b":null,"c":[1.5,null],"d":[0.10000000149011612]}');
});
