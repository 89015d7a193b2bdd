/** Asks the client to refresh hints and lenses, at most once every `every` milliseconds. */
export interface Refresher {
  request(): void;
  dispose(): void;
}

export function createRefresher(every: number, send: () => void): Refresher {
  let timer: NodeJS.Timeout | null = null;
  let last = -Infinity;
  return {
    request() {
      if (timer !== null) return;
      const wait = Math.max(0, last + every - performance.now());
      timer = setTimeout(() => {
        timer = null;
        last = performance.now();
        send();
      }, wait);
    },
    dispose() {
      if (timer !== null) clearTimeout(timer);
      timer = null;
    },
  };
}
