/** Shows a message above the panel. */
export function showNotice(text: string): void {
  const notice = document.querySelector<HTMLElement>('#view-notice')!;
  notice.textContent = text;
  notice.hidden = false;
}
