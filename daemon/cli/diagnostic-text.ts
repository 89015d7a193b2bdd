import type { Style } from '../format/style.ts';
import type { Diagnostic } from '../spec/diagnostic.ts';
import type { SpecFile } from './load-spec.ts';

const COLORS = { error: 'red', warning: 'yellow', information: 'blue' } as const;

/** A diagnostic as text: its position, its message, the line of the spec, and how to fix it. */
export function diagnosticText(name: string, { text }: SpecFile, diagnostic: Diagnostic, style: Style): string {
  const { severity, code, message, range, fixes } = diagnostic;
  const { line, character } = range.start;
  const paint = style[COLORS[severity]];
  const source = text.split(/\r\n|\r|\n/)[line] ?? '';
  const end = range.end.line === line ? range.end.character : source.length;
  const marks = `${source.slice(0, character).replace(/[^\t]/g, ' ')}${paint('^'.repeat(Math.max(1, end - character)))}`;
  const number = String(line + 1);
  return [
    `${name}:${number}:${character + 1} ${paint(severity)} ${style.dim(code)}`,
    `  ${message}`,
    ...(source.length <= 160 ? [`  ${number} | ${source}`, `  ${' '.repeat(number.length)} | ${marks}`] : []),
    ...fixes.map(({ title }) => `  fix: ${title}`),
    '',
  ].join('\n');
}
