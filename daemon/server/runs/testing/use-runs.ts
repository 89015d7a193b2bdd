/** The runs service with scripted workers, new for each test, in a new folder. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect } from 'vitest';
import type { RunInfo } from '../../../../protocol/rpc/run-methods.ts';
import { checkHere } from '../../language/testing/check-here.ts';
import { createRunsPlugin, type RunsPlugin, type RunsPluginOptions } from '../runs-plugin.ts';
import { type FakeSession, fakeSession } from './fake-session.ts';

const SCRIPT = fileURLToPath(new URL('./scripted-worker.ts', import.meta.url));

interface SpecOptions {
  /** Folder of the spec. Default `work`. */
  readonly at?: string;
  /** Default: more than a test waits for. */
  readonly steps?: number;
}

interface RunsInTests {
  /** Has the folders `state` and `work`, and `work/deep`. */
  readonly folder: string;
  /** Trusted, with the folder `work`. */
  readonly session: FakeSession;
  readonly plugin: RunsPlugin;
  /** Ends the service and opens it again, as the next daemon does. By default two runs train at once. */
  reopen(options?: Partial<RunsPluginOptions>): Promise<void>;
  /** A spec whose worker behaves as the script says for this name. */
  spec(name: string, more?: SpecOptions): { readonly text: string; readonly path: string };
  call<T = { run: RunInfo }>(method: string, params: object, from?: FakeSession, signal?: AbortSignal): Promise<T>;
  start(name: string, more?: SpecOptions & { readonly runDir?: string | undefined }): Promise<RunInfo>;
  stop(run: string, from?: FakeSession): Promise<RunInfo>;
  get(run: string): Promise<RunInfo>;
  list(from?: FakeSession): Promise<readonly RunInfo[]>;
  becomes(run: string, status: RunInfo['status']): Promise<RunInfo>;
}

/** @param mayLog whether the service may log what it should not have met */
export function useRuns({ mayLog = false } = {}): RunsInTests {
  let folder: string;
  let session: FakeSession;
  let plugin: RunsPlugin;
  let lines: string[];

  const open = (options: Partial<RunsPluginOptions> = {}) =>
    createRunsPlugin({
      stateFolder: join(folder, 'state'),
      script: SCRIPT,
      check: checkHere,
      most: 2,
      log: (line) => lines.push(line),
      ...options,
    });

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'flowscope-runs-'));
    mkdirSync(join(folder, 'state'));
    mkdirSync(join(folder, 'work', 'deep'), { recursive: true });
    session = fakeSession([join(folder, 'work')]);
    lines = [];
    plugin = await open();
  });

  afterEach(async () => {
    session.close();
    await plugin.dispose();
    if (!mayLog) expect(lines).toEqual([]);
    rmSync(folder, { recursive: true });
  });

  const runs: RunsInTests = {
    get folder() {
      return folder;
    },
    get session() {
      return session;
    },
    get plugin() {
      return plugin;
    },
    async reopen(options) {
      await plugin.dispose();
      plugin = await open(options);
    },
    spec: (name, { at = 'work', steps = 100_000 } = {}) => ({
      text: JSON.stringify({
        name,
        data: { source: 'two-moons' },
        layers: [{ type: 'repeat', times: 2, layers: [{ type: 'affine-coupling', mask: 'alternate' }] }],
        training: { steps },
      }),
      path: join(folder, at, `${name}.flow.json`),
    }),
    async call<T>(method: string, params: object, from = session, signal = new AbortController().signal) {
      const { definition, run } = plugin.handlers.find((handler) => handler.definition.name === method)!;
      return definition.result.parse(await run(definition.params.parse(params), { session: from, signal })) as T;
    },
    start: (name, { runDir, ...more } = {}) =>
      runs.call('run/start', { spec: runs.spec(name, more), runDir }).then(({ run }) => run),
    stop: (run, from) => runs.call('run/stop', { run }, from).then((answer) => answer.run),
    get: (run) => runs.call('run/get', { run }).then((answer) => answer.run),
    list: (from) => runs.call<{ runs: RunInfo[] }>('run/list', {}, from).then((answer) => answer.runs),
    becomes: (run, status) =>
      until(
        () => runs.get(run),
        (info) => info.status === status,
      ),
  };
  return runs;
}

export async function until<T>(look: () => Promise<T> | T, wanted: (value: T) => boolean): Promise<T> {
  for (const end = performance.now() + 50_000; ; ) {
    const value = await look();
    if (wanted(value)) return value;
    if (performance.now() > end) throw new Error(`still ${JSON.stringify(value)}`);
    await delay(20);
  }
}
