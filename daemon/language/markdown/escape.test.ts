import { expect, test } from 'vitest';
import { code, escapeMarkdown, ownMarkdown } from './escape.ts';

test('nothing becomes markup, HTML or a link', () => {
  expect(escapeMarkdown('[a](command:b) <img> `c` *d* _e_ ~f~ &amp;')).toBe(
    '\\[a\\](command:b) &lt;img&gt; \\`c\\` \\*d\\* \\_e\\_ \\~f\\~ &amp;amp;',
  );
  expect(escapeMarkdown('http://x.org www.y.org a@b.c')).toBe('http\\://x.org www\\.y.org a\\@b.c');
  expect(escapeMarkdown('# a\n- b\n1. c\n--- d')).toBe('\\# a\n\\- b\n1\u2060. c\n\\--- d');
});

test('plain sentences stay as they are', () => {
  const text = 'c: the largest s with scale "tanh"; e^−c … e^c, 0 to 0.9 (eq. 7–8).';
  expect(escapeMarkdown(text)).toBe(text);
});

test('code is fenced by more backticks than it holds', () => {
  expect(code('a')).toBe('`a`');
  expect(code('a``b')).toBe('```a``b```');
  expect(code('`a')).toBe('`` `a ``');
  expect(code('')).toBe('`  `');
  expect(code('a\n\nb')).toBe('`a b`');
});

test('our own texts keep their code', () => {
  expect(ownMarkdown('given in `a_b`, a*b')).toBe('given in `a_b`, a\\*b');
});
