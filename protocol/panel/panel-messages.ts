/** What a panel and its host say to each other. */
import * as z from 'zod';
import { arrayReference } from '../rpc/array-reference.ts';
import { runInfo } from '../rpc/run-methods.ts';
import { panelName, panelSubject, panelView } from './panel-state.ts';

const id = z.int().min(1);

/** A run to choose from. */
export const runChoice = z.strictObject({
  runDir: z.string(),
  id: z.string(),
  name: z.string(),
  status: runInfo.shape.status,
  started: z.string(),
});
export type RunChoice = z.infer<typeof runChoice>;

/** A run that has to end or pause before a shown one begins. */
export const runAhead = runInfo.pick({
  runDir: true,
  name: true,
  status: true,
  step: true,
  steps: true,
  eta: true,
  queuePosition: true,
});
export type RunAhead = z.infer<typeof runAhead>;

/** More runs are not offered in a panel; the Runs view has them all. */
export const MAX_CHOICES = 200;

/** Everything that a panel needs to know without asking; a newer one replaces it. At most 256 KiB. */
export const panelSnapshot = z.strictObject({
  panel: panelName,
  subject: panelSubject,
  /** How many `show` of this panel the host knew of: an older snapshot does not take a choice back. */
  shows: z.int().min(0),
  view: panelView,
  /** The runs that are shown, in the order of `subject`; null: there is no such run, or `looking` for it. */
  shown: z.array(runInfo.nullable()),
  /** The daemon has not said yet whether a run exists that is null in `shown`. */
  looking: z.boolean(),
  /** Newest first. */
  choices: z.array(runChoice).max(MAX_CHOICES),
  /** If the first shown run waits: what it waits for, those that train before those that wait. */
  ahead: z.array(runAhead).max(MAX_CHOICES),
  /** Path of the layer that the editor's cursor stands in (`layers[0].layers[1]`), if the shown run is of that spec. */
  cursorLayer: z.string().nullable(),
  connection: z.enum(['connecting', 'connected', 'lost']),
  /** What the daemon could not do for the panel as a whole. */
  problem: z.string().nullable(),
});
export type PanelSnapshot = z.infer<typeof panelSnapshot>;

/** What a panel may have done: to the run that it shows, or (`reload`) asking the daemon again. */
export const panelCommand = z.enum(['pause', 'resume', 'stop', 'reload']);
export type PanelCommand = z.infer<typeof panelCommand>;

/** Largest file that a panel may save, bytes. */
export const MAX_SAVED = 256 * 1024 * 1024;

export const panelMessage = z.discriminatedUnion('type', [
  /** Comes once the panel listens; answered with a snapshot. */
  z.strictObject({ type: z.literal('ready') }),
  /** One of `PANEL_METHODS`, with its parameters. */
  z.strictObject({ type: z.literal('request'), id, method: z.string().max(64), params: z.unknown() }),
  /** The values of an array of an earlier result. */
  z.strictObject({ type: z.literal('fetch'), id, array: arrayReference }),
  z.strictObject({ type: z.literal('cancel'), id }),
  /** The user chose another run or checkpoint. */
  z.strictObject({ type: z.literal('show'), subject: panelSubject }),
  z.strictObject({ type: z.literal('remember'), view: panelView }),
  /** Shows a layer's text in the editor. */
  z.strictObject({ type: z.literal('reveal'), layer: z.string().max(4096) }),
  z.strictObject({ type: z.literal('command'), command: panelCommand }),
  z.strictObject({
    type: z.literal('save'),
    /** Proposed name of the file. */
    name: z.string().min(1).max(255),
    bytes: z.instanceof(ArrayBuffer).refine(({ byteLength }) => byteLength <= MAX_SAVED, 'too large to be saved'),
  }),
]);
export type PanelMessage = z.infer<typeof panelMessage>;

export const hostMessage = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('snapshot'), snapshot: panelSnapshot }),
  z.strictObject({ type: z.literal('result'), id, result: z.unknown() }),
  z.strictObject({ type: z.literal('array'), id, bytes: z.instanceof(ArrayBuffer) }),
  z.strictObject({
    type: z.literal('failure'),
    id,
    /** Superseded or not wanted any more. */
    cancelled: z.boolean(),
    code: z.string(),
    message: z.string(),
    hint: z.string().nullable(),
  }),
]);
export type HostMessage = z.infer<typeof hostMessage>;
