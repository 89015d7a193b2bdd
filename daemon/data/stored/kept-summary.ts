/** Keeps what reading a large file has shown, so that checking a spec again takes no time. */
import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import { makeFolders } from '../../folders/make-folders.ts';
import type { DataAccess, DataSummary } from '../definition.ts';
import { touch } from './cache-folder.ts';
import { cacheSettings } from './kept-rows.ts';

/** Summaries that are kept: those that were used last. */
const MOST = 256;
const DIGEST = 32;
const ENDING = '.summary';

/**
 * The summary that was kept under a key; null if there is none, or its file is damaged.
 * @param key a hash of everything that determines it, the version of Flowscope too
 */
export async function keptSummary(key: string, access: DataAccess): Promise<DataSummary | null> {
  const path = join(folderOf(access), `${key}${ENDING}`);
  const bytes = await readFile(path).catch(() => null);
  if (bytes === null || bytes.length <= DIGEST) return null;
  const content = bytes.subarray(DIGEST);
  if (!digestOf(key, content).equals(bytes.subarray(0, DIGEST))) return null;
  await touch(path);
  // The digest says that this version wrote the bytes, from a summary.
  const summary: DataSummary = deserialize(content);
  return summary;
}

/** Keeps a summary, unless its folder cannot be written: then the file is read again next time. */
export async function keepSummary(key: string, summary: DataSummary, access: DataAccess): Promise<void> {
  const folder = folderOf(access);
  const path = join(folder, `${key}${ENDING}`);
  const temporary = `${path}.${randomUUID()}.tmp`;
  try {
    await makeFolders(folder, (each) => mkdir(each, { mode: 0o700 }));
    const content = serialize(summary);
    await writeFile(temporary, Buffer.concat([digestOf(key, content), content]), { mode: 0o600 });
    await rename(temporary, path);
    await removeOldest(folder);
  } catch {
    await rm(temporary, { force: true }).catch(() => {});
  }
}

function folderOf(access: DataAccess): string {
  return join(cacheSettings(access).folder, 'summaries');
}

function digestOf(key: string, content: Uint8Array): Buffer {
  return createHash('sha256').update(key).update(content).digest();
}

async function removeOldest(folder: string): Promise<void> {
  const names = await readdir(folder);
  if (names.length <= MOST) return;
  const files = await Promise.all(
    names.map(async (name) => {
      const path = join(folder, name);
      const info = await stat(path).catch(() => null);
      return { path, used: info?.mtimeMs ?? 0 };
    }),
  );
  const oldest = files.sort((a, b) => a.used - b.used).slice(0, files.length - MOST);
  await Promise.all(oldest.map(({ path }) => rm(path, { force: true })));
}
