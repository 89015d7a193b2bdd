import { expect, test } from 'vitest';
import { heldDocuments } from './held-documents.ts';

const MOST = 10_000;

test('a text for which there is no room is empty, until it is sent again as a whole and there is', () => {
  const { configuration, close } = heldDocuments(MOST);
  const { create, update } = configuration;
  expect(create('a', 'flowscope', 1, 'a'.repeat(6000)).getText()).toHaveLength(6000);
  const second = create('b', 'flowscope', 1, 'b'.repeat(6000));
  expect(second.getText()).toBe('');
  const range = { start: { line: 0, character: 3 }, end: { line: 0, character: 4 } };
  const changed = update(second, [{ range, text: 'x' }], 2);
  expect([changed.getText(), changed.version]).toEqual(['', 2]);
  expect(update(changed, [{ text: 'b'.repeat(6000) }], 3).getText()).toBe('');
  close('a');
  expect(update(changed, [{ text: 'bbbbb' }, { range, text: 'x' }], 4).getText()).toBe('bbbxb');
});

test('a text that grows beyond the room is given up, and one that shrinks makes room', () => {
  const { configuration } = heldDocuments(MOST);
  const { create, update } = configuration;
  const first = create('a', 'flowscope', 1, 'a');
  const end = { line: 0, character: 1 };
  const grown = update(first, [{ range: { start: end, end }, text: 'a'.repeat(20_000) }], 2);
  expect(grown.getText()).toBe('');
  expect(create('b', 'flowscope', 1, 'b'.repeat(8000)).getText()).toHaveLength(8000);
});

test('a message that moves the text too often gives it up, until it is sent as a whole', () => {
  const { configuration, missing } = heldDocuments(MOST, 10_000);
  const { create, update } = configuration;
  const first = create('a', 'flowscope', 1, 'a'.repeat(1000));
  const range = { start: { line: 0, character: 0 }, end: { line: 0, character: 1 } };
  const some = update(
    first,
    Array.from({ length: 10 }, () => ({ range, text: 'b' })),
    2,
  );
  expect([some.getText().length, missing('a')]).toEqual([1000, null]);
  const many = update(
    some,
    Array.from({ length: 11 }, () => ({ range, text: 'b' })),
    3,
  );
  expect([many.getText(), many.version, missing('a')]).toEqual(['', 3, 'changes']);
  expect(update(many, [{ range, text: 'b' }], 4).getText()).toBe('');
  expect([update(many, [{ text: 'whole' }], 5).getText(), missing('a')]).toEqual(['whole', null]);
});
