import { PassThrough } from 'node:stream';
import { afterEach, expect, test, vi } from 'vitest';
import { Interrupted } from './interrupt.ts';
import { loadWithProgress } from './load-with-progress.ts';

afterEach(() => vi.restoreAllMocks());

const DECODING = { what: 'decoding-images', done: 1200, total: 5000 } as const;

function terminal() {
  const stderr = new PassThrough();
  return { stderr, stdout: new PassThrough(), cwd: '/', color: false, interactive: true };
}

test('long loading shows how far it is, and leaves no line behind', async () => {
  let now = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => now);
  const io = terminal();
  const loaded = await loadWithProgress(io, async ({ onProgress }) => {
    onProgress?.({ ...DECODING, done: 3 });
    now = 1000;
    onProgress?.(DECODING);
    return 'rows';
  });
  expect(loaded).toBe('rows');
  const clear = '\r\u001b[2K';
  expect(String(io.stderr.read())).toBe(`${clear} 24 %  Decoding images 1200/5000${clear}`);
});

test('Ctrl-C ends it with 130', async () => {
  const before = process.listenerCount('SIGINT');
  const loading = loadWithProgress(terminal(), async ({ signal, onProgress }) => {
    onProgress?.(DECODING);
    process.emit('SIGINT');
    signal?.throwIfAborted();
  });
  const error = await loading.catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(Interrupted);
  expect(error).toMatchObject({ status: 130 });
  expect(process.listenerCount('SIGINT')).toBe(before);
});

test('loading that reports nothing leaves Ctrl-C to the system', async () => {
  const before = process.listenerCount('SIGINT');
  await loadWithProgress(terminal(), async () => expect(process.listenerCount('SIGINT')).toBe(before));
});
