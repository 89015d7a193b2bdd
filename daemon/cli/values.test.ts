import { expect, test } from 'vitest';
import type { Arguments } from './options.ts';
import { checkpointChoice, contextValues, finiteNumber, oneOf, wholeNumber } from './values.ts';

function given(options: Readonly<Record<string, string>>): Arguments {
  return {
    positionals: [],
    json: false,
    help: false,
    text: (name) => options[name] ?? null,
    all: (name) => (options[name] === undefined ? [] : [options[name]]),
    flag: (name) => name in options,
    typed: (name) => `--${name}`,
  };
}

test('whole numbers within bounds', () => {
  const read = (text: string) => wholeNumber(given({ n: text }), 'n', { min: 1, max: 10, otherwise: 5 });
  expect(read('10')).toBe(10);
  expect(wholeNumber(given({}), 'n', { min: 1, otherwise: null })).toBeNull();
  for (const wrong of ['0', '11', '1.5', '1e1', '', ' ', 'x', '0x5', 'Infinity', '-3']) {
    expect(() => read(wrong)).toThrow('--n must be a whole number from 1 to 10');
  }
  expect(() => wholeNumber(given({ n: '9007199254740993' }), 'n', { min: 0, otherwise: 0 })).toThrow('≥ 0');
});

test('finite numbers', () => {
  const read = (text: string) => finiteNumber(given({ t: text }), 't', { min: 0, otherwise: 1 });
  expect([read('0.8'), read('1e-3'), finiteNumber(given({}), 't', { min: 0, otherwise: 1 })]).toEqual([0.8, 0.001, 1]);
  for (const wrong of ['-1', 'NaN', 'Infinity', '', 'hot']) expect(() => read(wrong)).toThrow('--t must be a number');
});

test('choices suggest the nearest', () => {
  const read = (text: string) => oneOf(given({ split: text }), 'split', ['validation', 'test'], 'validation');
  expect(read('test')).toBe('test');
  expect(() => read('tset')).toThrow('did you mean test?');
  expect(() => read('constructor')).toThrow('one of validation, test');
});

test('checkpoints', () => {
  const read = (text: string) => checkpointChoice(given({ checkpoint: text }));
  expect([read('best'), read('latest'), read('120'), checkpointChoice(given({}))]).toEqual([
    'best',
    'latest',
    120,
    null,
  ]);
  expect(() => read('newest')).toThrow('latest, best or the number of a step');
});

test('context values may hold commas and equals signs', () => {
  const read = (text: string) => contextValues(given({ context: text }));
  expect(read('letter=A,width=3')).toEqual({ letter: 'A', width: '3' });
  expect(read('name=Doe, Jane,kind=a=b')).toEqual({ name: 'Doe, Jane', kind: 'a=b' });
  expect(read('height, "cm"=3,kind=a, b')).toEqual({ 'height, "cm"': '3', kind: 'a, b' });
  expect(contextValues(given({}))).toBeNull();
  expect(() => read('=A,b=1')).toThrow('k=v');
  expect(() => read('A')).toThrow('k=v');
});
