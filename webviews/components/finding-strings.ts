/** Sentences of the panels that show findings: those of the others are shorter. */
import { TEXTS } from '../../daemon/format/strings.ts';
import { localized } from '../bridge/localized.ts';

/** As `formatStrings`, with those of findings. */
export const findingStrings = localized('format', TEXTS);
