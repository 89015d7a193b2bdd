import { basename } from 'node:path';
import type { RunPaths } from '../directory/run-paths.ts';
import { setAside } from '../directory/set-aside.ts';
import { openLayersLog, readIntactLayers } from '../logs/layers-log.ts';
import { type LayersRow, lastLayersRow } from '../logs/layers-row.ts';
import { createStepList, rewindOnResume } from '../logs/log-fold.ts';
import { scanLog } from '../logs/log-scan.ts';
import { toRecord } from '../logs/metrics-record.ts';
import type { Repair } from './file-state.ts';

/**
 * Writes `layers.jsonl` again: its intact rows, and after them those of `metrics.jsonl`, which has fewer. Rows that were
 * lost before the last intact one stay lost.
 */
export function rebuiltLayers(directory: string, paths: RunPaths): Repair {
  return async ({ files }) => {
    const intact = readIntactLayers(paths.layers);
    const every = lastLayersRow(paths.layers)?.every ?? 1;
    const last = intact.at(-1)?.step ?? -1;
    const logged = loggedRows(paths.metrics).filter(({ step }) => step > last);
    const aside = await setAside(directory, [paths.layers], { files });
    const log = await openLayersLog(paths.layers, { every, files });
    for (const row of [...intact, ...logged]) await log.add(row);
    const old = aside === null ? '' : `; the old one is in ${aside}`;
    return `written again with ${intact.length} intact rows and ${logged.length} from ${basename(paths.metrics)}${old}`;
  };
}

function loggedRows(path: string): readonly LayersRow[] {
  const rows = createStepList<LayersRow>();
  scanLog(path, 0, (json) => {
    const record = toRecord(json);
    if (record === null) return;
    rewindOnResume(record, [rows]);
    const { event, step, base, layers } = record;
    if (event === 'layers' && base !== undefined && layers !== undefined) rows.push({ step, base, layers });
  });
  return rows.entries;
}
