const IMAGE = /!\[[^\]]*\]\((?!\w+:)[^)]+\)/;
const ONLY_IMAGE = new RegExp(`^${IMAGE.source}\\n\\n?`, 'gm');
const LINK = /(?<!!)\[([^\]]*)\]\((?!\w+:|#)[^)]+\)/g;

/**
 * A page of the package's Markdown without what VS Code would not find: it shows images from the web only (neither files of
 * the package nor data URLs) and opens no relative links. Images that stand alone go, links to files become their words.
 * @throws Error for an image within a line, whose place would show
 */
export function selfContained(markdown: string): string {
  const text = markdown.replace(ONLY_IMAGE, '').replace(LINK, '$1');
  const within = IMAGE.exec(text)?.[0];
  if (within) throw new Error(`the image ${within} must stand alone: packaged pages go without it`);
  return text;
}
