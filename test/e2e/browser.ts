import { existsSync } from 'node:fs';
import { type Browser, type BrowserServer, chromium } from 'playwright-core';

/** Debian's Chromium. The editor runs faster in it than in the headless shell: 236 s for its tests against 293. */
export const launchBrowser = (): Promise<Browser> => chromium.launch(options('/usr/bin/chromium'));

/** A browser for single pages that several processes share: Chromium without its user interface, which costs half the processor time. */
export const launchBrowserServer = (): Promise<BrowserServer> =>
  chromium.launchServer(options('/usr/bin/chromium-headless-shell'));

/** FLOWSCOPE_CHROMIUM names another browser for both. SwiftShader's WebGL is far slower than the plain software path. */
function options(debian: string) {
  const executablePath = process.env.FLOWSCOPE_CHROMIUM || debian;
  if (!existsSync(executablePath)) throw new Error(`${executablePath} is missing: npm run e2e:setup`);
  return {
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  };
}
