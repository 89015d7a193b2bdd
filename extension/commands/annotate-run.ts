/** The commands with which a user names a run and writes a note about it. */
import { l10n, window } from 'vscode';
import { isLabel, isNote, MAX_LABEL, MAX_NOTE } from '../../protocol/annotation.ts';
import { runAnnotate } from '../../protocol/rpc/run-methods.ts';
import { runToUse } from '../runs/pick-run.ts';
import { defineCommand } from './definition.ts';
import { canAnyRun, runItem } from './places.ts';

const renameTitle = l10n.t('Rename Run');
const noteTitle = l10n.t('Edit Note of Run');

export const renameRun = defineCommand({
  id: 'flowscope.renameRun',
  title: renameTitle,
  when: canAnyRun('annotate'),
  menus: [runItem('annotate', '3_name@1')],
  needsTrust: true,
  async run(app, argument) {
    const run = await runToUse(app, argument, { action: 'annotate', title: renameTitle, newestOfSpec: true });
    if (run === null) return;
    const text = await window.showInputBox({
      title: renameTitle,
      prompt: l10n.t('Name of {0} in lists and panels. Leave it empty for the name of its flow.', run.id),
      placeHolder: run.name,
      value: run.label ?? '',
      validateInput: (typed) =>
        isEmpty(typed) || isLabel(typed.trim()) ? null : l10n.t('Use at most {0} characters.', MAX_LABEL),
    });
    if (text === undefined) return;
    const label = isEmpty(text) ? null : text.trim();
    app.store.take((await app.link.request(runAnnotate, { run: run.runDir, label })).run);
  },
});

export const editNote = defineCommand({
  id: 'flowscope.editNote',
  title: noteTitle,
  when: canAnyRun('annotate'),
  menus: [runItem('annotate', '3_name@2')],
  needsTrust: true,
  async run(app, argument) {
    const run = await runToUse(app, argument, { action: 'annotate', title: noteTitle, newestOfSpec: true });
    if (run === null) return;
    const text = await window.showInputBox({
      title: noteTitle,
      // An input box has one line.
      prompt: l10n.t('Note about {0}. Type {1} for a new line; leave it empty for no note.', run.id, NEW_LINE),
      value: run.note?.replaceAll('\n', NEW_LINE) ?? '',
      validateInput: (typed) =>
        isEmpty(typed) || isNote(noteOf(typed)) ? null : l10n.t('Use at most {0} characters.', MAX_NOTE),
    });
    if (text === undefined) return;
    const note = isEmpty(text) ? null : noteOf(text);
    app.store.take((await app.link.request(runAnnotate, { run: run.runDir, note })).run);
  },
});

const NEW_LINE = '\\n';

function noteOf(text: string): string {
  return text.replaceAll(NEW_LINE, '\n').trim();
}

function isEmpty(text: string): boolean {
  return text.trim() === '';
}
