/**
 * The JSON values of a command's output, with `<folder>` for the folders in which it ran. Of events the first of each kind: how many
 * there are depends on the machine's speed.
 */
export function printed(stdout: string, folders: readonly string[]): readonly unknown[] {
  const text = folders.reduce((all, folder) => all.replaceAll(folder, '<folder>'), stdout).trim();
  try {
    return [JSON.parse(text)];
  } catch {
    const events = text.split('\n').map((line) => JSON.parse(line) as { readonly event: string });
    return events.filter(({ event }, i) => events.findIndex((other) => other.event === event) === i);
  }
}
