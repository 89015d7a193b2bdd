/** Keeps flows, weights and data in memory between requests for the same run. */
import { type LoadWatch, spacedProgress } from '../../data/data-progress.ts';
import type { PreparedRows } from '../../data/prepare.ts';
import type { CheckpointChoice } from '../../runs/checkpoints/find-checkpoint.ts';
import type { Run } from '../../runs/directory/run-directory.ts';
import { openRun } from '../../runs/directory/run-directory.ts';
import { findWeights } from '../../runs/snapshots/read-weights.ts';
import type { OpenData, OpenFacts, OpenModel, OpenSubject } from './open-flow.ts';
import { openData, openDataAtHand, openDataFacts, openWeights, subjectOf } from './open-flow.ts';
import { createRecent } from './recent.ts';
import { type FigureOfModels, requireFigure } from './require-figure.ts';

export interface OpenedRun {
  readonly open: OpenModel;
  /** The data with all rows. */
  data(): Promise<OpenData>;
  /** The data as far as the run's directory describes them. */
  facts(): Promise<OpenFacts>;
  /** The data with rows if they are available. */
  atHand(): Promise<OpenFacts>;
  /** Caches a slow result of this checkpoint that does not depend on a slider. */
  remember<T>(key: readonly unknown[], make: () => Promise<T>): Promise<T>;
}

export interface OpenedRuns {
  /**
   * Checkpoints of a run share its flow (the object), and therefore the compiled graphs.
   * @param figure what the run is opened for @param watch ends loading the data, and is told
   * at most four times a second how far it is
   * @throws FlowscopeError `no-figure` if its model does not have the figure; `run-not-found`, `run-damaged`, `checkpoint`; errors of the data when it is requested
   */
  get(
    runDir: string,
    choice: CheckpointChoice,
    trusted: boolean,
    figure: FigureOfModels,
    watch?: LoadWatch,
  ): Promise<OpenedRun>;
}

const WEIGHT_BYTES = 256 * 2 ** 20;

export function createOpenedRuns(): OpenedRuns {
  const flows = createRecent<OpenSubject>({ most: 4 });
  const checkpoints = createRecent<OpenModel>({ most: 16, bytes: WEIGHT_BYTES, sizeOf: weightBytes });
  const data = createRecent<OpenData>({ most: 2 });
  const facts = createRecent<OpenFacts>({ most: 4 });
  const findings = createRecent<unknown>({ most: 16 });

  /** A run directory that was created again under the same name is another run. */
  const nameOf = ({ directory, record }: Run) => [directory, record.created, record.planHash].join('\0');

  async function openCheckpoint(run: Run, choice: CheckpointChoice): Promise<{ key: string; open: OpenModel }> {
    const wanted = await findWeights(run.paths, choice);
    const subject = await flows.get(nameOf(run), async () => subjectOf(run));
    const read = async () => ({ ...(await openWeights(run, choice, subject)), ...subject });
    const key = `${nameOf(run)}\0${wanted.step}\0${wanted.sha256}`;
    const open = await checkpoints.get(key, read);
    return { key: `${key}\0${open.step}`, open };
  }

  return {
    async get(runDir, choice, trusted, figure, { onProgress, ...watch } = {}) {
      const run = await openRun(runDir);
      requireFigure(run, figure);
      const { key, open } = await openCheckpoint(run, choice);
      const rows = `${nameOf(run)}\0${trusted}`;
      const options = { trusted, ...watch, ...(onProgress && { onProgress: spacedProgress(onProgress) }) };
      return {
        open,
        data: () => data.get(rows, async () => preparedOnce(await openData(open, options))),
        facts: () => facts.get(rows, () => openDataFacts(open, options)),
        atHand: () => facts.get(`${rows}\0at hand`, () => openDataAtHand(open, options)),
        remember: async <T>(name: readonly unknown[], make: () => Promise<T>) =>
          (await findings.get(`${key}\0${trusted}\0${JSON.stringify(name)}`, make)) as T,
      };
    },
  };
}

function weightBytes({ parameters }: OpenModel): number {
  return [...parameters.values()].reduce((total, { byteLength }) => total + byteLength, 0);
}

/** Standardizes tables once, not for every request. */
function preparedOnce(data: OpenData): OpenData {
  const prepared = new Map<string, PreparedRows>();
  return {
    ...data,
    split(name) {
      const rows = prepared.get(name) ?? data.split(name);
      prepared.set(name, rows);
      return rows;
    },
  };
}
