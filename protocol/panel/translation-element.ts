/** How a page carries the translation of its panels. Apart from the schema: pages read it before any panel has loaded zod. */
import type { PanelTranslation } from './panel-translation.ts';

/** Id of the element of a page that holds the translation. */
export const TRANSLATION_ID = 'flowscope-strings';

/** The element that holds the translation: data, which a content policy does not restrict. Nothing for English. */
export function translationElement(translation: PanelTranslation | null): string {
  if (translation === null) return '';
  // Escape `<`, so that `</script>` in a text cannot close the element.
  const json = JSON.stringify(translation).replaceAll('<', '\\u003c');
  return `<script type="application/json" id="${TRANSLATION_ID}">${json}</script>\n`;
}
