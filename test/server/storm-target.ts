/** A daemon in a process of its own, for all tests of a file: what floods are thrown at. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect } from 'vitest';
import type { Discovery } from '../../protocol/discovery.ts';
import { discoveryAt, type ServeProcess, serve } from './daemon-process.ts';
import { isServed } from './frame-storm.ts';

export interface StormTarget {
  readonly daemon: ServeProcess;
  readonly discovery: Discovery;
}

/**
 * @param opened gets it before the first test
 * @param environment of the daemon, beside that of this process
 * @returns what expects that it still lives and serves
 */
export function stormTarget(
  opened: (target: StormTarget) => void,
  environment: Readonly<Record<string, string>> = {},
): () => Promise<void> {
  let folder: string;
  let target: StormTarget;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'flowscope-storms-'));
    const daemon = serve(join(folder, 'daemon.json'), [], environment);
    await daemon.line;
    target = { daemon, discovery: await discoveryAt(join(folder, 'daemon.json')) };
    opened(target);
  });
  afterAll(async () => {
    await target.daemon.kill('SIGTERM');
    await rm(folder, { recursive: true, force: true });
  });
  return async () => {
    expect(target.daemon.child.exitCode).toBeNull();
    expect(await isServed(target.discovery)).toBe(true);
  };
}
