/** Requests of the pictures beside the loss. */
import { densityFigure } from '../../protocol/figures/density.ts';
import { samplesFigure } from '../../protocol/figures/samples.ts';
import type { CheckpointChoice } from '../../protocol/panel/panel-state.ts';
import type { RunInfo } from '../../protocol/rpc/run-methods.ts';
import type { PanelHost } from '../bridge/panel-host.ts';
import type { Extent } from '../charts/plane/plane-navigation.ts';
import type { ColorLimits, PlaneValues } from '../charts/plane/plane-values.ts';
import type { PointSet } from '../charts/plane/scatter.ts';
import { pointsByWeight } from '../components/points-by-weight.ts';
import { strings } from './strings.ts';

export interface PlanePictures {
  /** Of the weights. */
  readonly step: number;
  readonly columns: readonly string[];
  /** q(x); null: the model has none, or it depends on a context, which nobody has chosen. */
  readonly density: PlaneValues | null;
  readonly limits: ColorLimits;
  /** Held-out rows, and samples over them. */
  readonly sets: readonly PointSet[];
  /** null: around the points. */
  readonly extent: Extent | null;
}

export interface Weights {
  readonly checkpoint: CheckpointChoice;
  /** The step that it means now; null: there are none yet. */
  readonly step: number | null;
}

type Steps = Pick<RunInfo, 'checkpoints' | 'snapshots' | 'best'>;

/** The user's choice. The newest weights of a run that trains are often those of a snapshot. */
export function weightsToDraw({ checkpoints, snapshots = [], best }: Steps, choice: CheckpointChoice): Weights {
  if (typeof choice === 'number') return { checkpoint: choice, step: choice };
  if (choice === 'best' && best !== null) return { checkpoint: choice, step: best.step };
  const newest = checkpoints.at(-1)?.step ?? null;
  const snapshot = snapshots.at(-1)?.step ?? null;
  // A run has snapshots before its first checkpoint.
  return snapshot !== null && snapshot > (newest ?? -1)
    ? { checkpoint: snapshot, step: snapshot }
    : { checkpoint: 'latest', step: newest };
}

/** Cells along each side, and points of each kind: as in the live preview. */
const CELLS = 96;
const POINTS = 1000;

/**
 * @param asked extent; null: around the training rows, or the points @param hasDensity false: the model has none, and only samples
 * are drawn
 */
export async function fetchPlane(
  host: PanelHost,
  run: string,
  checkpoint: CheckpointChoice,
  { asked, hasDensity }: { readonly asked: Extent | null; readonly hasDensity: boolean },
  signal: AbortSignal,
): Promise<PlanePictures> {
  const drawn = await host.request(
    samplesFigure.method,
    { run, checkpoint, panel: 'live-samples', n: POINTS, rows: POINTS },
    signal,
  );
  const [samples, rows, weights] = await Promise.all([
    host.fetchArray(drawn.samples, signal),
    drawn.rows === null ? [] : host.fetchArray(drawn.rows, signal),
    drawn.rowWeights ? host.fetchArray(drawn.rowWeights, signal) : null,
  ]);
  const sets = [
    { values: pointsByWeight(rows, 2, [0, 1], weights), color: 1, name: strings.row, halo: true },
    { values: samples, color: 0, name: strings.sample },
  ];
  const found = { step: drawn.checkpoint, columns: drawn.columns, sets };
  if (!hasDensity || drawn.contexts.length > 0) return { ...found, density: null, limits: [0, 1], extent: asked };
  const grid = await host.request(
    densityFigure.method,
    {
      ...{ run, checkpoint, panel: 'live-density', width: CELLS, height: CELLS },
      extent: asked && [asked[0], asked[1], asked[2], asked[3]],
    },
    signal,
  );
  const { extent, width, height } = grid;
  const values = Float64Array.from(await host.fetchArray(grid.logProb, signal), Math.exp);
  const greatest = values.reduce((most, value) => (Number.isFinite(value) ? Math.max(most, value) : most), 0);
  return { ...found, density: { values, width, height, extent }, limits: [0, greatest || 1], extent };
}
