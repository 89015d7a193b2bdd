import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { checkLine, parseRecord } from '../../runs/logs/log-line.ts';

/** A row of 4096 layers with full precision takes about 100 KB. */
const TAIL_BYTES = 512 * 1024;

/**
 * The means in the last intact row of `layers.jsonl`, in the order of `describe`; null if there is none. Reads the
 * tail.
 */
export async function lastLayerMeans(path: string): Promise<readonly number[] | null> {
  const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const info = await file.stat();
    if (!info.isFile()) return null;
    const length = Math.min(info.size, TAIL_BYTES);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, info.size - length);
    const lines = buffer.toString('utf8', 0, bytesRead).split('\n');
    for (const line of lines.reverse()) {
      const json = checkLine(line);
      const layers = json === null ? undefined : parseRecord(json)?.layers;
      if (Array.isArray(layers)) return layers.map(Number);
    }
    return null;
  } finally {
    await file.close();
  }
}
