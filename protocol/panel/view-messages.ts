/**
 * What a panel in a plain browser and `flowscope view` say to each other: the messages of panels, as JSON in text frames; the
 * values of arrays in binary ones.
 */
import * as z from 'zod';
import { panelMessage } from './panel-messages.ts';
import { panelName, panelSubject, panelView } from './panel-state.ts';

/** Comes first: what this page shows. null: whatever the command was asked for. */
export const viewOpen = z.strictObject({
  type: z.literal('open'),
  panel: panelName,
  subject: panelSubject.nullable(),
  view: panelView,
});
export type ViewOpen = z.infer<typeof viewOpen>;

/** A page saves files by itself. */
export const viewMessage = z.union([viewOpen, panelMessage]);

/** To the page beside a panel's own messages: a command that failed. */
export const viewNotice = z.object({ type: z.literal('notice'), message: z.string() });
export type ViewNotice = z.infer<typeof viewNotice>;

export const signInRequest = z.strictObject({ code: z.string().min(1).max(128) });
