import { build } from 'esbuild';
import { expect, test } from 'vitest';
import { WEBVIEW_OPTIONS } from '../webview-options.ts';
import { problemsOfPanels } from './panel-bundles.ts';

async function problemsOf(contents: string): Promise<readonly string[]> {
  const stdin = { contents, loader: 'ts', resolveDir: import.meta.dirname } as const;
  const quiet = { logLevel: 'silent', write: false, metafile: true } as const;
  const { metafile } = await build({ ...WEBVIEW_OPTIONS, ...quiet, stdin, outfile: 'panel.js' });
  return problemsOfPanels(metafile);
}

const schemaOf = (module: string) => `import * as z from '${module}'; console.log(z.array(z.int()).parse([1]));`;

test('a panel has nothing of zod, even if it is small', async () => {
  const refused = [expect.stringMatching(/^panel\.js has .*node_modules\/zod\/v4\/.*; panels have webviews\/bridge\//)];
  expect(await problemsOf(schemaOf('zod'))).toEqual(refused);
  expect(await problemsOf(schemaOf('zod/v4-mini'))).toEqual(refused);
  expect(await problemsOf(schemaOf('zod/mini'))).toEqual([]);
  expect(await problemsOf("import type * as z from 'zod'; export const n: z.infer<z.ZodNumber> = 1;")).toEqual([]);
});

test('what the stand-in for zod/mini lacks is an error', async () => {
  const lacking = "import * as z from 'zod/mini'; console.log(z.bigint());";
  await expect(problemsOf(lacking)).rejects.toThrow('Import "bigint" will always be undefined');
});

test('a panel has at most 250 KB', async () => {
  const text = (length: number) => problemsOf(`console.log('${'x'.repeat(length)}');`);
  expect(await text(249_000)).toEqual([]);
  expect(await text(250_000)).toEqual([expect.stringMatching(/^panel\.js has 250\d+ bytes; a panel has at most/)]);
});
