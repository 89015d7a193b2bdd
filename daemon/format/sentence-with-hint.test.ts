import { expect, test } from 'vitest';
import { sentenceWithHint } from './sentence-with-hint.ts';

test('a message becomes a sentence, and its hint follows', () => {
  expect(sentenceWithHint('wine.csv does not exist', null)).toBe('wine.csv does not exist.');
  expect(sentenceWithHint('wine.csv does not exist', 'Put it there.')).toBe('wine.csv does not exist. Put it there.');
});

test.each(['Why?', 'No!', 'Done.', '完成。', '停止！', '什么？'])('%s has its end mark', (message) => {
  expect(sentenceWithHint(message, null)).toBe(message);
});
