import { l10n } from 'vscode';
import { flowToUse } from '../flow-documents.ts';
import { defineCommand } from './definition.ts';
import { OF_SPEC, specMenus } from './places.ts';

/** Runs the tests of the flow, which the Testing view shows. */
export const verify = defineCommand({
  id: 'flowscope.verify',
  title: l10n.t('Verify Flow'),
  icon: 'verified',
  when: OF_SPEC,
  menus: specMenus(2),
  needsTrust: true,
  async run(app, argument) {
    await app.verify.verify(await flowToUse(argument));
  },
});
