/** The extension in a real VS Code: one window after another costs as much as these tests, so that they share one. */
import { afterAll, beforeAll, describe, inject, test } from 'vitest';
import { BROKEN_SPECS } from './broken-specs.ts';
import { USUAL, writeEditorSettings } from './code-server.ts';
import { endDaemon } from './daemon-process.ts';
import { type Desk, openDeskWithoutRuns } from './desk.ts';
import { testDiagnostics } from './diagnostics-tests.ts';
import { testLanguage } from './language-tests.ts';
import { testPanels } from './panels-tests.ts';
import { testPreview } from './preview-tests.ts';
import { testRuns } from './runs-tests.ts';
import { testTrust, UNTRUSTED, UNTRUSTED_SPECS } from './trust-tests.ts';
import { testVerify } from './verify-tests.ts';

let opened: Desk;
const desk = () => opened;

beforeAll(async () => {
  const { home } = inject('editor');
  await endDaemon(home);
  await writeEditorSettings(home, UNTRUSTED);
  opened = await openDeskWithoutRuns(UNTRUSTED_SPECS);
});

afterAll(async () => {
  await writeEditorSettings(inject('editor').home, USUAL);
  await opened?.close();
});

/** An error, a warning, what is only said; at the mistake, elsewhere and in two places. The full tests try all. */
const REPRESENTATIVE: readonly string[] = ['unknown-type', 'iterative-inverse', 'never-seen', 'discrete-data'];

describe('trust and settings', () => testTrust(desk));
test('runs that were trained elsewhere appear in the view', () => desk().addRuns());
describe('language', () => testLanguage(desk));
describe('diagnostics', () =>
  testDiagnostics(
    desk,
    REPRESENTATIVE.map((code) => BROKEN_SPECS.find((spec) => spec.code === code)!),
  ));
describe('verify', () => testVerify(desk));
describe('panels', () => testPanels(desk));
describe('preview', () => testPreview(desk));
describe('runs', () => testRuns(desk));
