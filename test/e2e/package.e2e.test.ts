/** What is in the package, beside what the other tests use of it. */
import { readFileSync } from 'node:fs';
import { strFromU8, unzipSync } from 'fflate';
import { expect, test } from 'vitest';
import { CHECKOUT, packagedExtension } from './vsix.ts';

test('the package has the texts that translators start from', () => {
  const wanted = ['extension/package.json', 'extension/package.nls.json', 'extension/l10n/bundle.l10n.json'];
  const files = unzipSync(readFileSync(packagedExtension()), { filter: ({ name }) => wanted.includes(name) });
  expect(Object.keys(files).sort()).toEqual([...wanted].sort());
  expect(JSON.parse(strFromU8(files[wanted[0]!]!))).toMatchObject({
    l10n: './l10n',
    description: expect.stringMatching(/^%/),
  });
  for (const name of wanted.slice(1)) {
    expect(strFromU8(files[name]!)).toBe(readFileSync(name.replace('extension/', CHECKOUT), 'utf8'));
  }
});
