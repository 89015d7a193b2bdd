/** The line above the panel that says what went wrong. */
export function showNotice(text: string): void {
  const notice = document.querySelector<HTMLElement>('#view-notice')!;
  notice.textContent = text;
  notice.hidden = false;
}
