/**
 * Packages the built extension for one platform: `npm run package [-- --target linux-x64]` writes flowscope-TARGET-VERSION.vsix.
 * Fails on what vsce warns about, on a missing runtime, and if the package has grown too large.
 */
import { rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { isTarget, TARGETS } from './package/runtime.ts';
import { stage } from './package/stage.ts';
import { vsce } from './package/vsce.ts';

/** Bytes, of linux-x64: Windows has DirectML beside the runtime. */
const LARGEST = 40e6;

const { values } = parseArgs({
  options: { target: { type: 'string', default: `${process.platform}-${process.arch}` } },
});

async function pack(target: string): Promise<void> {
  if (!isTarget(target)) throw new Error(`no package for ${target}: there are ${TARGETS.join(', ')}`);
  const { folder, version } = await stage(target);
  const file = `flowscope-${target}-${version}.vsix`;
  // One that something is wrong with must not be taken for a good one.
  await rm(file, { force: true });
  const made = join('.cache', 'package', file);
  await vsce(folder, target, made);
  const { size } = await stat(made);
  console.log(`${file}: ${(size / 1e6).toFixed(1)} MB`);
  if (target === 'linux-x64' && size > LARGEST) throw new Error(`more than ${LARGEST / 1e6} MB`);
  await rename(made, file);
}

try {
  await pack(values.target);
} catch (error) {
  console.error(`package: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
