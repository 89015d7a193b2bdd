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
