import { expect, test } from 'vitest';
import { shellWord } from './shell-word.ts';

test.each([
  ['runs/iris-20261130T172818Z-710d', 'runs/iris-20261130T172818Z-710d'],
  ['age,income', 'age,income'],
  ['sub dir/a.flow.json', "'sub dir/a.flow.json'"],
  ['$HOME', "'$HOME'"],
  ["it's", "'it'\\''s'"],
  ['', "''"],
])('%s is written as %s', (text, word) => {
  expect(shellWord(text)).toBe(word);
});
