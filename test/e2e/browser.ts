import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

/** Debian's Chromium, or the one that FLOWSCOPE_CHROMIUM names. SwiftShader's WebGL is far slower than the plain software path. */
export async function launchBrowser(): Promise<Browser> {
  const executablePath = process.env.FLOWSCOPE_CHROMIUM || '/usr/bin/chromium';
  if (!existsSync(executablePath)) throw new Error(`${executablePath} is missing: npm run e2e:setup`);
  return chromium.launch({
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
  });
}
