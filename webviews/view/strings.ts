/** Texts of the page around a panel in a plain browser. */
import type { Texts } from '../../daemon/format/sentences.ts';
import { localized } from '../bridge/localized.ts';

export const TEXTS = {
  noAccess:
    'Open this page with the address that flowscope view printed. That address opens once: run flowscope view again for a new one.',
  ended: 'flowscope view has ended, and this page no longer updates. Run flowscope view again for a new address.',
} as const satisfies Texts;

export const strings = localized('view', TEXTS);
