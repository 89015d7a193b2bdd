/** What failed, and what is worth knowing about what passed: the reader of a long output looks at its end first. */
import type { TestReport } from './report.ts';

/** Of each message: enough to know what was waited for and what was there instead; the output above has the rest. */
const LINES = 8;
const WIDTH = 300;

/** One paragraph for each test that failed, each file that could not be loaded and each error that no test caught. */
export function describeFailures({ files, unhandled }: TestReport): readonly string[] {
  return [
    ...files.flatMap(({ file, errors, tests }) => [
      ...(errors.length > 0 ? [paragraph(file, errors)] : []),
      ...tests
        .filter(({ outcome }) => outcome === 'failed')
        .map(({ name, messages }) => paragraph(`${file} › ${name}`, messages)),
    ]),
    ...unhandled.map((message) => paragraph('an error outside of every test', [message])),
  ];
}

/** One line for each test that passed only when it was tried again. */
export function describeFlaky({ files }: TestReport): readonly string[] {
  return files.flatMap(({ file, tests }) =>
    tests.filter(({ flaky }) => flaky).map(({ name }) => `flaky: ${file} › ${name}`),
  );
}

/** The `most` files that took longest, the longest first. */
export function describeSlowest({ files }: TestReport, most: number): readonly string[] {
  return [...files]
    .sort((a, b) => b.milliseconds - a.milliseconds)
    .slice(0, most)
    .map(({ file, milliseconds }) => `${(milliseconds / 1000).toFixed(1).padStart(6)} s  ${file}`);
}

/** A test that was tried again has a message of each try. */
function paragraph(title: string, messages: readonly string[]): string {
  return [`✗ ${title}`, ...messages.map(excerpt)].join('\n');
}

function excerpt(message: string): string {
  const lines = message.split('\n').filter((line) => line.trim() !== '');
  return lines
    .slice(0, LINES)
    .map((line) => `    ${line.slice(0, WIDTH)}`)
    .join('\n');
}
