/**
 * Installs what the end-to-end tests need: a browser from Debian and a VS Code for it, code-server, from npm.
 * Takes minutes once per machine, and no time when everything is there.
 */
import { existsSync } from 'node:fs';
import { CODE_SERVER_VERSION, codeServerEntry, installCodeServer } from './code-server.ts';
import { DEBIAN_PACKAGES, installPackages, missingPackages } from './debian-packages.ts';

async function step(title: string, work: () => Promise<void>): Promise<void> {
  console.log(`end-to-end tests: ${title}`);
  const started = performance.now();
  await work();
  console.log(`  done in ${((performance.now() - started) / 1000).toFixed(0)} s`);
}

async function install(): Promise<void> {
  const entry = codeServerEntry();
  const missing = missingPackages(DEBIAN_PACKAGES);
  if (missing === null) {
    console.log(
      `end-to-end tests: no dpkg here. They need what Debian calls ${DEBIAN_PACKAGES.join(', ')}, ` +
        'with Chromium at /usr/bin/chromium or at the path in FLOWSCOPE_CHROMIUM.',
    );
  } else if (missing.length > 0) {
    await step(`installing ${missing.join(' ')}`, () => installPackages(missing));
  }
  if (!existsSync(entry)) {
    // Its native modules are built for the Node that builds them and loaded by the Node that starts it.
    if (Number(process.versions.node.split('.')[0]) !== 24) {
      throw new Error(`code-server ${CODE_SERVER_VERSION} wants Node 24, this is ${process.versions.node}`);
    }
    await step(`building code-server ${CODE_SERVER_VERSION}`, () => installCodeServer());
  }
  console.log(`end-to-end tests: everything is there (${entry})`);
}

try {
  await install();
} catch (error) {
  console.error(`end-to-end tests: ${error instanceof Error ? error.message : String(error)}`);
  if (missingPackages([]) !== null) {
    console.error(`  by hand: apt-get install --no-install-recommends ${DEBIAN_PACKAGES.join(' ')}`);
  }
  process.exitCode = 1;
}
