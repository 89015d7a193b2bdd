import { expect, test } from 'vitest';
import { placedMessage } from './placed-message.ts';

test.each([
  ['type must be "adam"', 'training.optimizer.type', 'training.optimizer.type must be "adam"'],
  ['hidden[1] must be ≥ 1', 'layers[0].hidden[1]', 'layers[0].hidden[1] must be ≥ 1'],
  ['unknown key "maks"', 'layers[0]', 'layers[0]: unknown key "maks"'],
  ['types are mixed', 'data.type', 'data.type: types are mixed'],
  ['layers[0] is empty', 'layers[0]', 'layers[0] is empty'],
  ['the spec is empty', '', 'the spec is empty'],
])('%s at %s', (message, path, expected) => {
  expect(placedMessage(message, path)).toBe(expected);
});
