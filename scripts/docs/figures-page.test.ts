import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { figuresPage } from './figures-page.ts';

test('the page of the figures is that of their definitions; vitest -u writes it', async () => {
  await expect(figuresPage()).toMatchFileSnapshot(fileURLToPath(new URL('../../docs/figures.md', import.meta.url)));
});
