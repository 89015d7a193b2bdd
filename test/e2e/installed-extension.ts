/** The package under test, installed once for all servers. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runServerCommand } from './code-server.ts';

export interface InstalledExtension {
  /** For `--extensions-dir`. */
  readonly folder: string;
  remove(): Promise<void>;
}

/** Installs it as a user does, into a folder of its own. */
export async function installExtension(vsix: string): Promise<InstalledExtension> {
  const folder = await mkdtemp(join(tmpdir(), 'flowscope-e2e-extensions-'));
  const remove = () => rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  try {
    await runServerCommand(folder, ['--install-extension', vsix]);
  } catch (error) {
    await remove();
    throw error;
  }
  return { folder, remove };
}
