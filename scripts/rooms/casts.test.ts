import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { casts, castsIn } from './casts.ts';

test.each([
  'const a = value as never;',
  'const a = value as any;',
  'const a = value as unknown as Run;',
  'const a = JSON.parse(text) as Run;',
  'const a = JSON.parse(await readFile(path)) as Run;',
  'const { token } = (await answer.json()) as Token;',
  'const a = JSON.parse(\n    text,\n  ) as Run;',
  'const a = (await answer.json()\n  ) as Run;',
  'const a = value as\n    unknown as Run;',
])('%s is found', (line) => {
  expect(castsIn('a.ts', `\n  ${line}`)).toMatchObject([{ file: 'a.ts', line: 2 }]);
});

test.each([
  'const a = value as const;',
  'const a: unknown = JSON.parse(text);',
  'const a = schema.parse(JSON.parse(text));',
  '// as never',
  ' * written as any of these',
  '\n\n  /** JSON.parse(text) as it is */',
  'const a = JSON.parse(text);\nconst b = [(c)] as const;',
  "import * as all from 'x';",
])('%s is not', (line) => {
  expect(castsIn('a.ts', line)).toEqual([]);
});

test('the code itself, and no file is in the list without need', () => {
  expect(casts(fileURLToPath(new URL('../..', import.meta.url)))).toEqual([]);
});
