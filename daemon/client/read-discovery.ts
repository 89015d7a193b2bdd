import { readFile } from 'node:fs/promises';
import { type Discovery, discoverySchema } from '../../protocol/discovery.ts';

/**
 * The file's content; null if it is absent, unreadable or not a discovery file. Does not prove that the daemon runs.
 */
export async function readDiscovery(path: string): Promise<Discovery | null> {
  try {
    return parseDiscovery(await readFile(path, 'utf8'));
  } catch {
    return null;
  }
}

export function parseDiscovery(text: string): Discovery | null {
  try {
    return discoverySchema.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}
