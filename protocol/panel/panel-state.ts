/** What each panel shows: stored by the editor, so that a panel is restored as it was. */
import * as z from 'zod/mini';
import { checkpointChoice } from '../common.ts';
import { PANELS } from './panels.ts';

export const panelName = z.enum(PANELS);

export type CheckpointChoice = z.infer<typeof checkpointChoice>;

/** Maximum number of runs that Compare overlays. */
export const MAX_COMPARED = 16;

export const panelSubject = z.strictObject({
  /** Run directories; exactly one, except for `compare`. */
  runs: z.array(z.string().check(z.minLength(1), z.maxLength(4096))).check(z.minLength(1), z.maxLength(MAX_COMPARED)),
  checkpoint: checkpointChoice,
});
export type PanelSubject = z.infer<typeof panelSubject>;

/** Choices within a panel (axes, seed, temperature, …): each panel reads its own and ignores unknown ones. */
export const panelView = z.record(z.string().check(z.maxLength(64)), z.json());
export type PanelView = z.infer<typeof panelView>;

export const panelState = z.strictObject({ panel: panelName, subject: panelSubject, view: panelView });
export type PanelState = z.infer<typeof panelState>;
