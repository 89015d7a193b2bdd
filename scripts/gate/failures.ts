/** What failed, said once more at the end, where the reader of a long output looks first. */
import { relative } from 'node:path';
import type { VitestReport } from './count.ts';

/** Of each message: enough to know what was waited for and what was there instead; the output above has the rest. */
const LINES = 8;
const WIDTH = 300;

/** One paragraph for each test that failed and each file that could not be loaded; names are relative to `folder`. */
export function describeFailures(report: VitestReport, folder: string): readonly string[] {
  return report.testResults.flatMap(({ name, status, message, assertionResults }) => {
    const file = relative(folder, name);
    const failed = assertionResults.filter((result) => result.status === 'failed');
    if (failed.length === 0 && status === 'failed') return [paragraph(file, [message ?? ''])];
    return failed.map(({ fullName, failureMessages }) => paragraph(`${file} › ${fullName}`, failureMessages ?? []));
  });
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
