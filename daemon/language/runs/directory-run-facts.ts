import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { openRun, type Run } from '../../runs/run-directory.ts';
import { runStatus } from '../../runs/run-status.ts';
import { flattenPlan } from '../../spec/flatten-plan.ts';
import type { Plan } from '../../spec/plan.ts';
import type { LayerFact, RunFact, RunFacts } from '../run-facts.ts';
import { findLatest, type KnownSpecs } from './find-latest.ts';
import { lastLayerMeans } from './last-layers.ts';
import { isDamageOrAbsence } from './readable.ts';

export interface DirectoryRunFacts extends RunFacts {
  dispose(): void;
}

export interface DirectoryRunFactsOptions {
  /** Milliseconds between two looks at the runs that somebody asked about; default 2000. */
  readonly lookEvery?: number;
}

interface Watched {
  /** Changes with everything that the fact is made of. */
  stamp: string;
  fact: Promise<RunFact | null>;
}

/** Specs that are looked at: as many as people have open. */
const MAXIMUM_WATCHED = 64;

/**
 * Facts from the run directories beside a spec. They are read again only when a file of the newest run changed; what is
 * asked in between is answered from memory.
 */
export function createDirectoryRunFacts({ lookEvery = 2000 }: DirectoryRunFactsOptions = {}): DirectoryRunFacts {
  const known: KnownSpecs = new Map();
  const opened = new Map<string, Run>();
  const watched = new Map<string, Watched>();
  const listeners = new Set<() => void>();
  let timer: NodeJS.Timeout | null = null;
  let looking = false;
  return {
    async latest(specPath) {
      const before = watched.get(specPath);
      if (before !== undefined) return before.fact;
      const entry: Watched = { stamp: '', fact: Promise.resolve(null) };
      watched.set(specPath, entry);
      if (watched.size > MAXIMUM_WATCHED) watched.delete(watched.keys().next().value!);
      entry.fact = refresh(specPath, entry);
      start();
      return entry.fact;
    },
    onDidChange(listener) {
      listeners.add(listener);
      start();
      return {
        dispose: () => {
          listeners.delete(listener);
          if (listeners.size === 0) stop();
        },
      };
    },
    dispose() {
      stop();
      listeners.clear();
      watched.clear();
    },
  };

  function start(): void {
    if (timer !== null || watched.size === 0 || listeners.size === 0) return;
    timer = setInterval(() => void look(), lookEvery);
    timer.unref();
  }

  function stop(): void {
    if (timer !== null) clearInterval(timer);
    timer = null;
  }

  async function look(): Promise<void> {
    if (looking) return;
    looking = true;
    let changed = false;
    for (const [specPath, entry] of watched) {
      const stamp = await stampOf(specPath);
      if (stamp === entry.stamp) continue;
      entry.fact = refresh(specPath, entry);
      await entry.fact;
      changed = true;
    }
    looking = false;
    if (changed) for (const listener of listeners) listener();
  }

  async function refresh(specPath: string, entry: Watched): Promise<RunFact | null> {
    entry.stamp = await stampOf(specPath);
    try {
      const found = await findLatest(specPath, known);
      return found === null ? null : await factOf(found.directory);
    } catch (error) {
      // Deleted while it was read, or damaged: there is nothing to show of it.
      if (isDamageOrAbsence(error)) return null;
      throw error;
    }
  }

  async function stampOf(specPath: string): Promise<string> {
    const found = await findLatest(specPath, known).catch(() => null);
    if (found === null) return 'none';
    const files = ['metrics.jsonl', 'layers.jsonl', 'lease', 'checkpoints'];
    const stamps = await Promise.all(
      files.map(async (name) => {
        const info = await stat(join(found.directory, name)).catch(() => null);
        return info === null ? '' : `${info.mtimeMs}:${info.size}`;
      }),
    );
    return [found.id, ...stamps].join('|');
  }

  async function factOf(directory: string): Promise<RunFact> {
    const run = opened.get(directory) ?? (await openRun(directory));
    opened.clear();
    opened.set(directory, run);
    const { id, runDir, status, step, steps, validation } = await runStatus(run);
    const layers = await layersOf(run);
    return { id, runDir, planHash: run.record.planHash, status, step, steps, validation, layers };
  }
}

async function layersOf(run: Run): Promise<readonly LayerFact[] | null> {
  const means = await lastLayerMeans(run.paths.layers).catch((error: unknown) => {
    if (isDamageOrAbsence(error)) return null;
    throw error;
  });
  if (means === null) return null;
  // The record's plan is the JSON of a plan; its hash was checked when it was opened.
  const flat = flattenPlan(run.record.plan as unknown as Plan);
  if (flat.length !== means.length) return null;
  return flat.map(({ path, turn }, index) => ({ path, turn, mean: means[index]! }));
}
