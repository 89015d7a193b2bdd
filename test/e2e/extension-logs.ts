/** What the extension wrote down, and what its host complained about. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { dataFolder } from './code-server.ts';

/** The extension's own logs whole, and the warnings and errors of the hosts; the last 4 000 characters of each. */
export function extensionLogs(home: string): string {
  const folder = join(dataFolder(home), 'logs');
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.log'))
    .sort()
    .flatMap((file) => {
      const own = /exthost\d+\/(flowscope\.|output_logging_.*Flowscope)/.test(file);
      if (!own && !file.endsWith('remoteexthost.log')) return [];
      const text = readFileSync(join(folder, file), 'utf8');
      const shown = own
        ? text
        : text
            .split('\n')
            .filter((line) => /\[(error|warning)\]/.test(line))
            .join('\n');
      return shown === '' ? [] : [`── ${file}\n${shown.slice(-4000)}`];
    })
    .join('\n');
}

/** How long each start of the extension took, milliseconds. */
export function activations(home: string): readonly number[] {
  const folder = join(dataFolder(home), 'logs');
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('Flowscope.log'))
    .flatMap((file) => [...readFileSync(join(folder, file), 'utf8').matchAll(/activated in ([\d.]+) ms/g)])
    .map(([, milliseconds]) => Number(milliseconds));
}
