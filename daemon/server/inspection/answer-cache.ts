/** Caches answers, bounded in bytes. All are dropped when nobody asks for a while. */
import { bytesOf } from './answer-arrays.ts';

export interface AnswerCache {
  get(key: string): { readonly answer: unknown } | null;
  set(key: string, answer: unknown): void;
  readonly bytes: number;
  clear(): void;
}

export interface AnswerCacheOptions {
  readonly bytes: number;
  /** Milliseconds without a request after which everything is dropped, to keep an idle daemon small. */
  readonly lifetime: number;
}

export function createAnswerCache({ bytes: limit, lifetime }: AnswerCacheOptions): AnswerCache {
  /** Least recently used first. */
  const entries = new Map<string, { readonly answer: unknown; readonly size: number }>();
  let bytes = 0;
  let timer: NodeJS.Timeout | undefined;

  const clear = () => {
    clearTimeout(timer);
    entries.clear();
    bytes = 0;
  };
  const touch = () => {
    clearTimeout(timer);
    timer = setTimeout(clear, lifetime);
    timer.unref();
  };
  const drop = (key: string) => {
    bytes -= entries.get(key)?.size ?? 0;
    entries.delete(key);
  };
  return {
    get(key) {
      const entry = entries.get(key);
      if (entry === undefined) return null;
      touch();
      entries.delete(key);
      entries.set(key, entry);
      return entry;
    },
    set(key, answer) {
      touch();
      const size = bytesOf(answer) + 2 * key.length;
      if (size > limit) return;
      drop(key);
      entries.set(key, { answer, size });
      bytes += size;
      for (const old of entries.keys()) {
        if (bytes <= limit) break;
        drop(old);
      }
    },
    get bytes() {
      return bytes;
    },
    clear,
  };
}
