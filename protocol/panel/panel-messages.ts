/** Messages between a panel and its host. */
import * as z from 'zod/mini';
import { splitName } from '../common.ts';
import { dataProgressSchema } from '../data-progress.ts';
import { arrayReference } from '../rpc/array-reference.ts';
import { runInfo } from '../rpc/run-methods.ts';
import { GUIDE_TOPICS } from './guide.ts';
import { panelName, panelSubject, panelView } from './panel-state.ts';

const id = z.int().check(z.minimum(1));

/** A run to choose from. */
export const runChoice = z.strictObject({
  runDir: z.string(),
  id: z.string(),
  name: z.string(),
  status: runInfo.shape.status,
  started: z.string(),
});
export type RunChoice = z.infer<typeof runChoice>;

/** A run that must end or pause before a shown one can begin. */
export const runAhead = z.pick(runInfo, {
  runDir: true,
  name: true,
  status: true,
  step: true,
  steps: true,
  eta: true,
  queuePosition: true,
  preparing: true,
  working: true,
});
export type RunAhead = z.infer<typeof runAhead>;

/** A panel offers at most this many runs; the Runs view has all of them. */
export const MAX_CHOICES = 200;

/** Everything that a panel needs without asking; a newer snapshot replaces it. At most 256 KiB. */
export const panelSnapshot = z.strictObject({
  panel: panelName,
  subject: panelSubject,
  /** Number of `show` messages that the host has processed: an older snapshot must not undo a choice. */
  shows: z.int().check(z.minimum(0)),
  view: panelView,
  /** The shown runs, in the order of `subject`; null: there is no such run, or the host is still `looking` for it. */
  shown: z.array(z.nullable(runInfo)),
  /** The daemon has not yet said whether the runs that are null in `shown` exist. */
  looking: z.boolean(),
  /** The panels that have something to show of the first shown run; empty if there is no such run. */
  offered: z.array(panelName),
  /** Newest first. */
  choices: z.array(runChoice).check(z.maxLength(MAX_CHOICES)),
  /** If the first shown run is queued: the runs that it waits for, active ones before queued ones. */
  ahead: z.array(runAhead).check(z.maxLength(MAX_CHOICES)),
  /** Path of the layer at the editor's cursor (`layers[0].layers[1]`), if the shown run belongs to that spec. */
  cursorLayer: z.nullable(z.string()),
  connection: z.enum(['connecting', 'connected', 'lost']),
  /** A problem of the daemon that concerns the whole panel. */
  problem: z.nullable(z.string()),
  /** How far decoding the images of the first shown run is, which the panel waits for; else absent. */
  reading: z.optional(dataProgressSchema),
  /** A report: the run is neither trained nor computed with, and there is no other. Absent: false. */
  offline: z.optional(z.boolean()),
  /** The host can open the guide. Absent: false. */
  guide: z.optional(z.boolean()),
  /** The host can open the data file of the first run at a line. Absent: false. */
  opensRows: z.optional(z.boolean()),
});
export type PanelSnapshot = z.infer<typeof panelSnapshot>;

/** Actions that a panel may request: on the run that it shows, or (`reload`) asking the daemon again. */
export const panelCommand = z.enum(['pause', 'resume', 'again', 'stop', 'reload']);
export type PanelCommand = z.infer<typeof panelCommand>;

/** Largest file that a panel may save, bytes. */
export const MAX_SAVED = 256 * 1024 * 1024;

export const panelMessage = z.discriminatedUnion('type', [
  /** Sent once the panel is ready; answered with a snapshot. */
  z.strictObject({ type: z.literal('ready') }),
  /** One of `PANEL_METHODS`, with its parameters. */
  z.strictObject({ type: z.literal('request'), id, method: z.string().check(z.maxLength(64)), params: z.unknown() }),
  /** Requests the values of an array in an earlier result. */
  z.strictObject({ type: z.literal('fetch'), id, array: arrayReference }),
  z.strictObject({ type: z.literal('cancel'), id }),
  /** The user chose another run or checkpoint. */
  z.strictObject({ type: z.literal('show'), subject: panelSubject }),
  /** The user goes to another panel, with the first run that this one shows. */
  z.strictObject({ type: z.literal('go'), panel: panelName }),
  z.strictObject({ type: z.literal('remember'), view: panelView }),
  /** Reveals a layer in the editor. */
  z.strictObject({ type: z.literal('reveal'), layer: z.string().check(z.maxLength(4096)) }),
  /** Opens the file with the rows of a split, a text file at a line, 1-based. */
  z.strictObject({ type: z.literal('row'), split: splitName, line: z.optional(z.int().check(z.minimum(1))) }),
  z.strictObject({ type: z.literal('command'), command: panelCommand }),
  /** Opens a page of the guide. */
  z.strictObject({ type: z.literal('guide'), topic: z.enum(GUIDE_TOPICS) }),
  z.strictObject({
    type: z.literal('save'),
    /** Proposed name of the file. */
    name: z.string().check(z.minLength(1), z.maxLength(255)),
    bytes: z
      .instanceof(ArrayBuffer)
      .check(z.refine(({ byteLength }) => byteLength <= MAX_SAVED, 'too large to be saved')),
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
    /** Superseded or no longer needed. */
    cancelled: z.boolean(),
    code: z.string(),
    message: z.string(),
    hint: z.nullable(z.string()),
  }),
]);
export type HostMessage = z.infer<typeof hostMessage>;
