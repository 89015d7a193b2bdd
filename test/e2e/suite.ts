/** Vitest's global setup of the end-to-end tests: one server for all files, and the address of it in `inject('editor')`. */
import type { TestProject } from 'vitest/node';
import { startCodeServer } from './code-server.ts';
import type { ServerAddress } from './editor.ts';
import { packagedExtension } from './vsix.ts';

declare module 'vitest' {
  interface ProvidedContext {
    editor: ServerAddress;
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { url, home, close } = await startCodeServer({ vsix: packagedExtension() });
  project.provide('editor', { url, home });
  return close;
}
