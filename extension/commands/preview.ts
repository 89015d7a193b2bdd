import { l10n } from 'vscode';
import { flowToUse } from '../flow-documents.ts';
import { defineCommand } from './definition.ts';
import { CAN_KEEP_PREVIEW, OF_SPEC, specTitle } from './places.ts';

/** Opens the live preview of the text in the editor. */
export const preview = defineCommand({
  id: 'flowscope.preview',
  title: l10n.t('Preview Flow'),
  icon: 'open-preview',
  when: OF_SPEC,
  menus: [specTitle(2)],
  needsTrust: true,
  async run(app, argument) {
    app.preview.open(await flowToUse(argument));
  },
});

/** Goes on with a preview that has ended. */
export const keepPreview = defineCommand({
  id: 'flowscope.keepPreview',
  title: l10n.t('Keep Training the Preview'),
  when: CAN_KEEP_PREVIEW,
  needsTrust: true,
  async run(app) {
    app.preview.keepTraining();
  },
});
