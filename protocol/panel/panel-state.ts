/** Which panel shows what: kept by the editor, so that a panel comes back as it was. */
import * as z from 'zod';
import { count } from '../common.ts';
import { PANELS } from './panel-names.ts';

export const panelName = z.enum(PANELS);

/** A number is a step; `latest` follows the training. */
export const checkpointChoice = z.union([z.enum(['latest', 'best']), count]);
export type CheckpointChoice = z.infer<typeof checkpointChoice>;

/** The most runs that Compare lays over each other. */
export const MAX_COMPARED = 16;

export const panelSubject = z.strictObject({
  /** Directories; one but for `compare`. */
  runs: z.array(z.string().min(1).max(4096)).min(1).max(MAX_COMPARED),
  checkpoint: checkpointChoice,
});
export type PanelSubject = z.infer<typeof panelSubject>;

/** Choices within a panel (axes, seed, temperature, …): each panel reads its own and ignores what it does not know. */
export const panelView = z.record(z.string().max(64), z.json());
export type PanelView = z.infer<typeof panelView>;

export const panelState = z.strictObject({ panel: panelName, subject: panelSubject, view: panelView });
export type PanelState = z.infer<typeof panelState>;
