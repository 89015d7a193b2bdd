/**
 * Messages between a panel in a plain browser and `flowscope view`: those of panels, as JSON in text frames, and the
 * values of arrays in binary frames.
 */
import * as z from 'zod';
import { panelMessage } from './panel-messages.ts';
import { panelName, panelSubject, panelView } from './panel-state.ts';

/** The first message: what this page shows. null: what the command was started with. */
export const viewOpen = z.strictObject({
  type: z.literal('open'),
  panel: panelName,
  subject: panelSubject.nullable(),
  view: panelView,
});
export type ViewOpen = z.infer<typeof viewOpen>;

/** Includes `save`, which is ignored: the browser saves files itself. */
export const viewMessage = z.union([viewOpen, panelMessage]);

/** Sent to the page in addition to the panel's own messages: a command failed. */
export const viewNotice = z.object({ type: z.literal('notice'), message: z.string() });
export type ViewNotice = z.infer<typeof viewNotice>;

export const signInAnswer = z.object({ token: z.string() });

export const signInRequest = z.strictObject({ code: z.string().min(1).max(128) });
