/** Samples of several runs beside each other: images, or two columns over held-out rows. */
import { css, html, nothing } from 'lit';
import { formatCount } from '../../daemon/format/numbers.ts';
import { samplesFigure } from '../../protocol/figures/samples.ts';
import type { RunInfo } from '../../protocol/rpc/run-methods.ts';
import { failureText, isCancelled } from '../bridge/panel-failure.ts';
import type { PanelHost } from '../bridge/panel-host.ts';
import { withPixels } from '../bridge/with-pixels.ts';
import '../charts/cells/image-grid.ts';
import type { Images } from '../charts/cells/image-grid.ts';
import type { Extent } from '../charts/plane/plane-navigation.ts';
import { around } from '../charts/plane/plane-points.ts';
import '../charts/plane/scatter.ts';
import type { PointSet } from '../charts/plane/scatter.ts';
import { pointsByWeight } from '../components/points-by-weight.ts';
import { strings } from './strings.ts';

export const runPicturesStyles = css`
  .pictures {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(min(200px, 100%), 1fr));
    gap: 16px 20px;
    align-items: start;
  }
  .pictures > div {
    max-width: 420px;
    min-width: 0;
  }
  .pictures h3 {
    margin-bottom: 4px;
  }
  .pictures :is(h3, .muted) {
    overflow-wrap: anywhere;
  }
`;

type Drawn =
  | { readonly kind: 'images'; readonly images: Images }
  | { readonly kind: 'points'; readonly sets: readonly PointSet[]; readonly columns: readonly string[] }
  /** Fewer than two columns: there is nothing to draw in a plane. */
  | { readonly kind: 'none' }
  | { readonly kind: 'failed'; readonly why: string };

export interface RunPicture {
  readonly run: string;
  readonly step: number | null;
  readonly drawn: Drawn;
}

/** Images of each run, or samples and as many rows. */
const IMAGES = 16;
const POINTS = 1000;

/** Those of the runs that have weights. */
export function picturedRuns(runs: readonly RunInfo[]): readonly RunInfo[] {
  return runs.filter(({ checkpoints }) => checkpoints.length > 0);
}

/** The step whose weights are drawn: that of the run's figures. */
export function picturedStep({ checkpoints }: RunInfo): number | null {
  return (checkpoints.find(({ best }) => best) ?? checkpoints.at(-1))?.step ?? null;
}

/** One after the other: they share a process. A run that fails says so in its place. */
export async function fetchPictures(
  host: PanelHost,
  runs: readonly RunInfo[],
  signal: AbortSignal,
): Promise<readonly RunPicture[]> {
  const pictures: RunPicture[] = [];
  for (const run of picturedRuns(runs)) pictures.push(await fetchPicture(host, run, signal));
  return pictures;
}

async function fetchPicture(host: PanelHost, run: RunInfo, signal: AbortSignal): Promise<RunPicture> {
  const { runDir, shape, checkpoints } = run;
  const checkpoint = checkpoints.some(({ best }) => best) ? ('best' as const) : ('latest' as const);
  try {
    const found = await withPixels(shape === undefined ? null : shape.length === 3, (pixels) => {
      const counts = pixels ? { n: IMAGES, rows: 0 } : { n: POINTS, rows: POINTS };
      const params = { run: runDir, checkpoint, panel: 'compare', pixels, ...counts };
      return host.request(samplesFigure.method, params, signal);
    });
    const [samples, rows, weights] = await Promise.all([
      host.fetchArray(found.samples, signal),
      found.rows === null ? [] : host.fetchArray(found.rows, signal),
      found.rowWeights ? host.fetchArray(found.rowWeights, signal) : null,
    ]);
    const [, first = 1, second, third] = found.shape;
    const drawn = ((): Drawn => {
      if (second !== undefined && third !== undefined) {
        return {
          kind: 'images',
          images: { pixels: samples, n: found.n, height: first, width: second, channels: third },
        };
      }
      if (first < 2) return { kind: 'none' };
      const sets = [
        { values: pointsByWeight(rows, first, [0, 1], weights), color: 1, name: strings.row, halo: true },
        { values: pointsByWeight(samples, first, [0, 1]), color: 0, name: strings.sample },
      ];
      return { kind: 'points', sets, columns: found.columns.slice(0, 2) };
    })();
    return { run: runDir, step: found.checkpoint, drawn };
  } catch (error) {
    if (isCancelled(error)) throw error;
    return { run: runDir, step: null, drawn: { kind: 'failed', why: failureText(error) } };
  }
}

/** @param name of a run by its directory @param place of a run among those compared, which is its color */
export function runPictures(
  pictures: readonly RunPicture[],
  name: (runDir: string) => string,
  place: (runDir: string) => number,
) {
  const extents = extentsOf(pictures);
  const hasPoints = pictures.some(({ drawn }) => drawn.kind === 'points');
  return html`${hasPoints ? LEGEND : nothing}<div class="pictures">
    ${pictures.map(
      ({ run, step, drawn }) => html`<div>
        <h3>
          <span class="key c${place(run) % 6}"></span> <span translate="no">${name(run)}</span>${
            step === null ? '' : html` <span class="muted">${strings.atStep({ step: formatCount(step) })}</span>`
          }
        </h3>
        ${picture(drawn, strings.samplesOf({ run: name(run) }), extents)}
      </div>`,
    )}
  </div>`;
}

const LEGEND = html`<div class="legend">
  <span><span class="dot"></span>${strings.dots}</span><span><span class="dot data"></span>${strings.dataDots}</span>
</div>`;

function picture(drawn: Drawn, label: string, extents: ReadonlyMap<string, Extent>) {
  switch (drawn.kind) {
    case 'images':
      return html`<fs-image-grid .images=${drawn.images} label=${label}></fs-image-grid>`;
    case 'points':
      return html`<fs-scatter
        .sets=${drawn.sets}
        .extent=${extents.get(drawn.columns.join())!}
        .columns=${drawn.columns}
        label=${label}
      ></fs-scatter>`;
    case 'none':
      return html`<div class="muted">${strings.noPicture}</div>`;
    case 'failed':
      return html`<div class="muted" translate="no">${drawn.why}</div>`;
  }
}

/** By columns: runs of the same data have the same axes. */
function extentsOf(pictures: readonly RunPicture[]): ReadonlyMap<string, Extent> {
  const sets = new Map<string, PointSet[]>();
  for (const { drawn } of pictures) {
    if (drawn.kind !== 'points') continue;
    const key = drawn.columns.join();
    // The rows, so that samples far out do not make the others small.
    sets.set(key, [...(sets.get(key) ?? []), drawn.sets[0]!]);
  }
  return new Map([...sets].map(([key, own]) => [key, around(own)]));
}
