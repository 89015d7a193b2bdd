import { expect, test } from 'vitest';
import { minifyStyles } from './webview-styles.ts';

test('styles lose comments, indentation and the blanks around braces, semicolons and commas', () => {
  const source = `static styles = [base, css \`
    /* why */
    :host([block]) .base,
    :host > span {
      margin: 0 calc(1px + \${WIDTH});
      font-family: "A B", serif;
    }
  \`];`;
  expect(minifyStyles(source)).toBe(
    `static styles = [base, css\`:host([block]) .base,:host > span{margin: 0 calc(1px + \${WIDTH});font-family: "A B",serif;}\`];`,
  );
});

test('what is no style stays', () => {
  const source = 'const text = html`<p>\n  a  b\n</p>`;\n// css\nconst n = 1;';
  expect(minifyStyles(source)).toBe(source);
});
