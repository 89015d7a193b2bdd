import { existsSync } from 'node:fs';
import { type Browser, type BrowserServer, chromium } from 'playwright-core';

export const launchBrowser = (): Promise<Browser> => chromium.launch(options());

/** One that several processes share. */
export const launchBrowserServer = (): Promise<BrowserServer> => chromium.launchServer(options());

/** Debian's Chromium, or the one that FLOWSCOPE_CHROMIUM names. SwiftShader's WebGL is far slower than the plain software path. */
function options() {
  const executablePath = process.env.FLOWSCOPE_CHROMIUM || '/usr/bin/chromium';
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
