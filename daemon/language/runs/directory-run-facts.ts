import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isAtRest } from '../../../protocol/run-actions.ts';
import { flattenPlan } from '../../flow/flatten-plan.ts';
import { isFlowPlan } from '../../models/flow-plan.ts';
import type { ModelPlan } from '../../models/plan.ts';
import { modelOf } from '../../models/registry.ts';
import { specHash } from '../../runs/directory/plan-hash.ts';
import { openRun, type Run } from '../../runs/directory/run-directory.ts';
import { runStatus } from '../../runs/directory/run-status.ts';
import { isLeaseHeld } from '../../runs/lease/lease.ts';
import { planOf } from '../../spec/parse-plan.ts';
import type { LayerFact, RunFact, RunFacts } from '../run-facts.ts';
import { findLatest, type KnownSpecs } from './find-latest.ts';
import { lastLayerMeans } from './last-layers.ts';
import { type MeasureLayers, measuredLayers } from './measured-layers.ts';
import { createProgressReader, type ProgressReader } from './progress-reader.ts';
import { isDamageOrAbsence } from './readable.ts';

export interface DirectoryRunFacts extends RunFacts {
  dispose(): void;
}

export interface DirectoryRunFactsOptions {
  /** Milliseconds between checks of the runs that were asked about; default 2000. */
  readonly lookEvery?: number;
  /** Measures runs that are not training; absent: only the statistics recorded during training are available. */
  readonly measure?: MeasureLayers;
}

interface Watched {
  /** Changes with everything that the fact depends on. */
  stamp: string;
  fact: Promise<RunFact | null>;
}

/** Maximum number of watched specs: enough for all open ones. */
const MAXIMUM_WATCHED = 64;
const MAXIMUM_OPENED = 8;

/**
 * Facts from the run directories beside a spec. They are read again only after a file of the newest run changed;
 * requests in between are answered from memory.
 */
export function createDirectoryRunFacts({
  lookEvery = 2000,
  measure,
}: DirectoryRunFactsOptions = {}): DirectoryRunFacts {
  const measured =
    measure === undefined ? () => null : measuredLayers(measure, (runDir) => void retake(runDir).catch(() => {}));
  const known: KnownSpecs = new Map();
  const opened = new Map<string, OpenedRun>();
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
    // An internal error surfaces with the next request, which awaits the same fact and is logged.
    timer = setInterval(() => void look().catch(() => {}), lookEvery);
    timer.unref();
  }

  function stop(): void {
    if (timer !== null) clearInterval(timer);
    timer = null;
  }

  /** An internal error surfaces with the next request, which awaits the same fact. */
  async function retake(runDir: string): Promise<void> {
    for (const [specPath, entry] of watched) {
      if ((await entry.fact)?.runDir !== runDir) continue;
      entry.fact = refresh(specPath, entry);
      await entry.fact;
      for (const listener of listeners) listener();
    }
  }

  async function look(): Promise<void> {
    if (looking) return;
    looking = true;
    try {
      let changed = false;
      for (const [specPath, entry] of watched) {
        const fact = await entry.fact;
        if ((await stampOf(specPath)) === entry.stamp && !hasDied(fact)) continue;
        entry.fact = refresh(specPath, entry);
        await entry.fact;
        changed = true;
      }
      if (changed) for (const listener of listeners) listener();
    } finally {
      looking = false;
    }
  }

  async function refresh(specPath: string, entry: Watched): Promise<RunFact | null> {
    // Take the stamp before reading, so that later writes are noticed at the next check.
    entry.stamp = await stampOf(specPath);
    try {
      const found = await findLatest(specPath, known);
      return found === null ? null : await factOf(found.directory);
    } catch (error) {
      // Deleted while it was read, or damaged: there is nothing to show.
      if (isDamageOrAbsence(error)) return null;
      throw error;
    }
  }

  async function stampOf(specPath: string): Promise<string> {
    const found = await findLatest(specPath, known);
    if (found === null) return 'none';
    const stamps = await Promise.all(
      ['metrics.jsonl', 'layers.jsonl'].map(async (name) => {
        const info = await stat(join(found.directory, name)).catch(() => null);
        return info === null ? '' : `${info.mtimeMs}:${info.size}`;
      }),
    );
    return [found.id, ...stamps].join('|');
  }

  async function factOf(directory: string): Promise<RunFact> {
    const { run, plan, progress, hash } = await open(directory);
    const { id, steps } = run.record;
    const place = progress.read();
    const recorded = await layersOf(run, plan);
    // While the run trains, its own record is newer than any inspection.
    const isMeasured = isFlowPlan(plan) && place.status !== 'running';
    const layers = isMeasured ? measured(directory, `${place.status} ${place.step}`) : null;
    // It may be anywhere in the log, which is read once more when the run has ended or paused.
    const best = isAtRest(place) ? (await runStatus(run)).best : null;
    const { likelihood } = modelOf(plan);
    return {
      id,
      runDir: directory,
      specHash: hash,
      steps,
      model: plan.model,
      ...(likelihood === 'exact' ? {} : { likelihood }),
      ...place,
      best,
      layers: layers ?? recorded,
    };
  }

  /** Plans are large and never change, so the records of watched runs are kept. */
  async function open(directory: string): Promise<OpenedRun> {
    const before = opened.get(directory);
    if (before !== undefined) return before;
    const run = await openRun(directory);
    const plan = planOf(run);
    const hash = specHash(plan);
    const made = { run, plan, hash, progress: createProgressReader(run) };
    opened.set(directory, made);
    if (opened.size > MAXIMUM_OPENED) opened.delete(opened.keys().next().value!);
    return made;
  }
}

/** A killed process changes no file: only its lease is freed. */
function hasDied(fact: RunFact | null): boolean {
  return (fact?.status === 'running' || fact?.status === 'paused') && !isLeaseHeld(fact.runDir);
}

interface OpenedRun {
  readonly run: Run;
  readonly plan: ModelPlan;
  readonly hash: string;
  readonly progress: ProgressReader;
}

async function layersOf(run: Run, plan: ModelPlan): Promise<readonly LayerFact[] | null> {
  if (!isFlowPlan(plan)) return null;
  const means = await lastLayerMeans(run.paths.layers).catch((error: unknown) => {
    if (isDamageOrAbsence(error)) return null;
    throw error;
  });
  if (means === null) return null;
  const flat = flattenPlan(plan);
  if (flat.length !== means.length) return null;
  return flat.map(({ path, turn }, index) => ({ path, turn, mean: means[index]! }));
}
