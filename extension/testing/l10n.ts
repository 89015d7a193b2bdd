/** `l10n` of VS Code for tests: English, or with the texts of a bundle. */

type Arguments = readonly (string | number | boolean)[];
export type Texts = Readonly<Record<string, string>>;

/** As VS Code fills in a text: `{0}` is the first argument. */
function fill(text: string, args: Arguments): string {
  return text.replaceAll(/\{(\d+)\}/g, (placeholder, i: string) => String(args[Number(i)] ?? placeholder));
}

/** @param texts by their key in the bundle: the English text, followed by `/` and the comments for translators */
export function l10nOf(texts: Texts) {
  return {
    t(
      message: string | { message: string; args?: Arguments; comment: string | readonly string[] },
      ...args: Arguments
    ) {
      if (typeof message === 'string') return fill(texts[message] ?? message, args);
      const key = `${message.message}/${[message.comment].flat().join('')}`;
      return fill(texts[key] ?? message.message, message.args ?? []);
    },
  };
}

export const l10n = l10nOf({});
