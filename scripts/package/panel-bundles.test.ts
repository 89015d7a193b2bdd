import { build } from 'esbuild';
import { expect, test } from 'vitest';
import { WEBVIEW_OPTIONS } from '../webview-options.ts';
import { problemsOfPanels } from './panel-bundles.ts';

async function problemsOf(contents: string): Promise<readonly string[]> {
  const stdin = { contents, resolveDir: import.meta.dirname };
  const { metafile } = await build({ ...WEBVIEW_OPTIONS, stdin, outfile: 'panel.js', write: false, metafile: true });
  return problemsOfPanels(metafile);
}

const schemaOf = (module: string) => `import * as z from '${module}'; console.log(z.array(z.int()).parse([1]));`;

test('a panel has schemas of zod/mini', async () => {
  expect(await problemsOf(schemaOf('zod/mini'))).toEqual([]);
});

test('a panel has none of zod, even if it is small', async () => {
  expect(await problemsOf(schemaOf('zod'))).toEqual([expect.stringMatching(/^panel\.js has .*zod\/v4\/classic\//)]);
  expect(await problemsOf("import type * as z from 'zod'; export const n: z.infer<z.ZodNumber> = 1;")).toEqual([]);
});

test('a panel has at most 250 KB', async () => {
  const text = (length: number) => problemsOf(`console.log('${'x'.repeat(length)}');`);
  expect(await text(249_000)).toEqual([]);
  expect(await text(250_000)).toEqual([expect.stringMatching(/^panel\.js has 250\d+ bytes; a panel has at most/)]);
});
