/** Dialogs, and all notifications: also those whose toast has gone. */
import type { EditorWindow } from './editor-window.ts';
import { achieve, SOON } from './wait-for.ts';

/** Presses a button of the modal dialog that says `text`. */
export async function answerDialog(window: EditorWindow, text: string | RegExp, button: string): Promise<void> {
  await window.explained(async () => {
    const dialog = window.page.locator('.monaco-dialog-box').filter({ hasText: text });
    await dialog.locator('.monaco-button').filter({ hasText: button }).click({ timeout: SOON });
    await dialog.waitFor({ state: 'detached' });
  });
}

/** What is in the notification center, newest first; it is empty afterwards. */
export async function takeNotifications(window: EditorWindow): Promise<readonly string[]> {
  const center = window.page.locator('.notifications-center.visible');
  await window.explained(() =>
    achieve(
      'notification center',
      () => window.command('Notifications: Show Notifications'),
      // It closes by itself when the last notification goes, as one does a moment after its button was pressed.
      () => center.isVisible(),
      SOON,
    ),
  );
  // Progress notifications disappear by themselves: VS Code keeps it for 0.8 s at least, and longer on a busy machine.
  await window.waitFor(
    'progress that ends',
    async () => (await center.locator('.monaco-progress-container.active').count()) === 0,
  );
  const messages = await center.locator('.notification-list-item-message').allInnerTexts();
  await window.page.keyboard.press('Escape');
  await window.explained(() => center.waitFor({ state: 'hidden' }));
  if (messages.length > 0) await window.command('Notifications: Clear All Notifications');
  return messages;
}
