import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { sources } from '../rooms/import-graph.ts';
import { shownLiterals } from './literals.ts';

test('the extension shows no text that is not translated', () => {
  const found = sources('.', 'extension').flatMap((file) => shownLiterals({ file, text: readFileSync(file, 'utf8') }));
  expect(found).toEqual([]);
});

test.each([
  "window.showInformationMessage('hello')",
  "window.showErrorMessage(a ? 'no' : b)",
  `window.showWarningMessage(\`\${name} failed\`)`,
  "new FlowscopeError('code', 'wrong')",
  "new TreeItem('step')",
  "item.tooltip = 'daemon'",
  `item.text = \`$(icon) \${a ? 'waits' : b}\``,
  "item.description = [a, b ? 'unsaved' : null].filter(c).join(' · ')",
  "pick({ title, placeHolder: 'template' })",
  "tests.createTestController('id', 'verify')",
  "const answer = 'Not Now'",
  "const what = 'Export'",
])('%s is found', (text) => {
  expect(shownLiterals({ file: 'a.ts', text })).toHaveLength(1);
});

test.each([
  "import { a } from 'Some Module'",
  "window.showInformationMessage(l10n.t('hello {0}', 'flowscope.nodePath'))",
  "new FlowscopeError('code', l10n.t('wrong'))",
  "log.warn('it failed again')",
  "if (run.status === 'finished') a()",
  "window.createOutputChannel('Flowscope', { log: true })",
  "const when = 'flowscope.can.pause'",
  `item.text = \`$(sync~spin) \${name}\``,
  "type A = 'Not Now'",
])('%s is not', (text) => {
  expect(shownLiterals({ file: 'a.ts', text })).toEqual([]);
});
