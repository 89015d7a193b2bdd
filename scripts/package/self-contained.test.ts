import { expect, test } from 'vitest';
import { selfContained } from './self-contained.ts';

test('images of the checkout go, images from the web stay', () => {
  expect(selfContained('One.\n\n![Two moons.](docs/a.png)\n\nTwo.\n\n![x](https://example.org/a.png)\n')).toBe(
    'One.\n\nTwo.\n\n![x](https://example.org/a.png)\n',
  );
});

test('links to files become words, other links stay', () => {
  expect(selfContained('[`a`](examples/a.json), [docs](docs/), [below](#below), [paper](https://example.org/a)')).toBe(
    '`a`, docs, [below](#below), [paper](https://example.org/a)',
  );
});

test('an image within a sentence is refused', () => {
  expect(() => selfContained('See ![x](a.png) there.')).toThrow('must stand alone');
});
