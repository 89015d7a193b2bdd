/**
 * Plain text inside Markdown: nothing in it becomes markup, a link or HTML. Only characters that could are escaped,
 * since some clients show the text unrendered.
 */
export function escapeMarkdown(text: string): string {
  return (
    text
      .replace(/[\\`*_[\]|~]/g, '\\$&')
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      // Bare URLs would become links.
      .replaceAll('://', '\\://')
      .replaceAll('@', '\\@')
      .replace(/www\./gi, (www) => `${www.slice(0, -1)}\\.`)
      .replace(/^([ \t]*)([#+=-]|\d+(?=[.)]))/gm, (_all, space: string, mark: string) =>
        /\d/.test(mark) ? `${space}${mark}\u2060` : `${space}\\${mark}`,
      )
  );
}

/** Flowscope's documentation texts: words in backticks are code, everything else is plain. */
export function ownMarkdown(text: string): string {
  return text
    .split(/(`[^`]+`)/)
    .map((part) => (part.startsWith('`') ? part : escapeMarkdown(part)))
    .join('');
}

/** Text as inline code: the fence is longer than any run of backticks inside. */
export function code(text: string): string {
  const line = text.replace(/\s+/g, ' ');
  const longest = Math.max(0, ...[...line.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  const pad = line.startsWith('`') || line.endsWith('`') || line === '' ? ' ' : '';
  return `${fence}${pad}${line}${pad}${fence}`;
}
