/** The package under test. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const CHECKOUT = fileURLToPath(new URL('../../', import.meta.url));

/** @throws Error if there is none, or one that is older than what was built: it would prove nothing */
export function packagedExtension(): string {
  const { version } = JSON.parse(readFileSync(`${CHECKOUT}package.json`, 'utf8')) as { version: string };
  const vsix = `${CHECKOUT}flowscope-${process.platform}-${process.arch}-${version}.vsix`;
  const built = `${CHECKOUT}dist/extension.cjs`;
  if (!existsSync(vsix)) throw new Error(`${vsix} is missing: npm run build && npm run package`);
  if (existsSync(built) && statSync(built).mtimeMs > statSync(vsix).mtimeMs) {
    throw new Error(`${vsix} is older than dist/: npm run package`);
  }
  return vsix;
}
