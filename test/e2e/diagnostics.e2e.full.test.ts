/** Every mistake that has a quick fix, in the real editor. */
import { afterAll, beforeAll } from 'vitest';
import { BROKEN_SPECS } from './broken-specs.ts';
import { type Desk, openDesk } from './desk.ts';
import { testDiagnostics } from './diagnostics-tests.ts';

let desk: Desk;

beforeAll(async () => {
  desk = await openDesk();
});

afterAll(() => desk?.close());

testDiagnostics(() => desk, BROKEN_SPECS);
