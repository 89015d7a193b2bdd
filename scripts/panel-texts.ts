/**
 * Prints the English texts of the panels as JSON, for a new translation:
 * `npm exec -- node scripts/panel-texts.ts > l10n/panels.de.json`.
 */
import { panelTexts } from './l10n/panel-texts.ts';

console.log(JSON.stringify(await panelTexts(), null, 2));
