/** VS Code's module outside of VS Code, so that definitions can be loaded: its names without values, and English texts. */
import { readFileSync } from 'node:fs';
import { createRequire, registerHooks } from 'node:module';

const STUB = 'flowscope:vscode';
const EXPORTED = /^\texport (?:class|namespace|enum|function|const|let) (\w+)/gm;

/** Call it before the first import of the extension's code, which must be dynamic. */
export function stubVscode(): void {
  registerHooks({
    resolve: (specifier, context, next) =>
      specifier === 'vscode' ? { url: STUB, shortCircuit: true } : next(specifier, context),
    load: (url, context, next) =>
      url === STUB ? { format: 'module', source: stubSource(), shortCircuit: true } : next(url, context),
  });
}

function stubSource(): string {
  const types = readFileSync(createRequire(import.meta.url).resolve('@types/vscode/index.d.ts'), 'utf8');
  const names = new Set([...types.matchAll(EXPORTED)].map(([, name]) => name!));
  names.delete('l10n');
  return `export const l10n = { t: (text) => text };\nexport let ${[...names].join(', ')};\n`;
}
