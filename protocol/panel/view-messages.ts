/**
 * Messages between a panel in a plain browser and `flowscope view`: those of panels, as JSON in text frames, and the
 * values of arrays in binary frames.
 */
import * as z from 'zod/mini';
import { panelMessage } from './panel-messages.ts';
import { panelName, panelSubject, panelView } from './panel-state.ts';
import type { PanelName } from './panels.ts';

/**
 * The first message: what this page shows. null: what the command was started with. The page sends what the browser has kept for
 * it, unchecked: if that is damaged, the page begins as a new one.
 */
export const viewOpen = z.strictObject({
  type: z.literal('open'),
  panel: panelName,
  subject: z.catch(z.nullable(panelSubject), null),
  view: z.catch(panelView, {}),
});
export type ViewOpen = z.infer<typeof viewOpen>;

/** `ViewOpen` as a page sends it. null: nothing was kept. */
export interface SentOpen {
  readonly type: 'open';
  readonly panel: PanelName;
  readonly subject: unknown;
  readonly view: unknown;
}

/** Includes `save`, which is ignored: the browser saves files itself. */
export const viewMessage = z.union([viewOpen, panelMessage]);

/** Sent to the page in addition to the panel's own messages: a command failed. */
export interface ViewNotice {
  readonly type: 'notice';
  readonly message: string;
}

/** Sent to the page in addition to the panel's own messages: the panel asked to go to another one. */
export interface ViewGo {
  readonly type: 'go';
  readonly panel: PanelName;
  /** That it shows, unless Compare is there with the first of them already. */
  readonly runs: readonly string[];
}

/** Sent to the page for its code. */
export interface SignInAnswer {
  readonly token: string;
}

export const signInRequest = z.strictObject({ code: z.string().check(z.minLength(1), z.maxLength(128)) });
