/**
 * Vitest's global setup of the editor's tests: one server for all files, whose address is `inject('editor')`, and runs to look at,
 * which are `inject('trained')`.
 */
import type { TestProject } from 'vitest/node';
import { startCodeServer } from './code-server.ts';
import type { ServerAddress } from './editor.ts';
import { installExtension } from './installed-extension.ts';
import { trainedRuns } from './trained-runs.ts';
import { packagedExtension } from './vsix.ts';

declare module 'vitest' {
  interface ProvidedContext {
    editor: ServerAddress;
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const closing: (() => Promise<void>)[] = [];
  const close = async () => {
    for (const end of closing.splice(0).reverse()) await end();
  };
  try {
    const keep = async <T extends { remove(): Promise<void> }>(making: Promise<T>): Promise<T> => {
      const made = await making;
      closing.push(made.remove);
      return made;
    };
    const making = [keep(trainedRuns()), keep(installExtension(packagedExtension()))] as const;
    // What one of them leaves is removed also when the other one fails.
    await Promise.allSettled(making);
    const [{ runs }, extensions] = await Promise.all(making);
    project.provide('trained', runs);
    const server = await startCodeServer(extensions.folder);
    closing.push(server.close);
    project.provide('editor', { url: server.url, home: server.home });
  } catch (error) {
    await close();
    throw error;
  }
  return close;
}
