import { expect, test } from 'vitest';
import { bundleOf, textsOf } from './texts.ts';

const source = (text: string) => ({ file: 'a.ts', text });

test('texts are found wherever they are, once, with their comments', () => {
  const sources = [
    source("import { l10n } from 'vscode'; const a = { b: c ? l10n.t('One {0}', 'not me') : l10n.t(`Two`) };"),
    source("f(l10n.t('Two'), l10n.t({ message: 'Turn', args: [1], comment: ['Of a', ' layer.'] }));"),
  ];
  expect(bundleOf(sources)).toEqual({
    'One {0}': 'One {0}',
    'Turn/Of a layer.': { message: 'Turn', comment: ['Of a', ' layer.'] },
    Two: 'Two',
  });
});

test.each([`l10n.t(\`\${a} is b\`)`, 'l10n.t(a)', 'l10n.t({ message: a, comment: "b" })', 'l10n.t({ message: "a" })'])(
  '%s cannot be translated',
  (text) => {
    expect(() => textsOf(source(text))).toThrow(/^a\.ts:1: /);
  },
);
