/** One browser for all files of a suite: starting one takes longer than many a test. */
import { type Browser, chromium } from 'playwright-core';
import { inject } from 'vitest';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the suite's browser is reached. */
    browser: string;
  }
}

/** The suite's browser. To close it ends what was opened by it, and leaves the browser to the others. */
export function sharedBrowser(): Promise<Browser> {
  return chromium.connect(inject('browser'));
}
