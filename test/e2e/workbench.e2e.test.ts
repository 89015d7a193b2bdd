/** The extension in a real VS Code: one window after another costs as much as these tests, so that they share one. */
import { afterAll, beforeAll, describe } from 'vitest';
import { BROKEN_SPECS } from './broken-specs.ts';
import { type Desk, openDesk } from './desk.ts';
import { testDiagnostics } from './diagnostics-tests.ts';
import { testImagePanels } from './image-panels-tests.ts';
import { testLanguage } from './language-tests.ts';
import { testPanels } from './panels-tests.ts';
import { testPreview } from './preview-tests.ts';
import { testRuns } from './runs-tests.ts';
import { testVerify } from './verify-tests.ts';

let opened: Desk;
const desk = () => opened;

beforeAll(async () => {
  opened = await openDesk();
});

afterAll(() => opened?.close());

/** An error, a warning, what is only said; at the mistake, elsewhere and in two places. The full tests try all. */
const REPRESENTATIVE: readonly string[] = ['unknown-type', 'iterative-inverse', 'never-seen', 'discrete-data'];

describe('language', () => testLanguage(desk));
describe('diagnostics', () =>
  testDiagnostics(
    desk,
    REPRESENTATIVE.map((code) => BROKEN_SPECS.find((spec) => spec.code === code)!),
  ));
describe('verify', () => testVerify(desk));
describe('panels of images', () => testImagePanels(desk));
describe('panels', () => testPanels(desk));
describe('preview', () => testPreview(desk));
describe('runs', () => testRuns(desk));
