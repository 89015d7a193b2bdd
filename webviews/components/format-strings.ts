import { TEXTS } from '../../daemon/format/strings.ts';
import { localized } from '../bridge/localized.ts';

/** Sentences that panels share with the editor and the command line, in the language of the panel. */
export const formatStrings = localized('format', TEXTS);
