import type { Style } from '../format/style.ts';
import type { Combined } from '../spec/check.ts';

/** All fixes of the data as one setting, which can be pasted into the spec. */
export function combinedText({ fix, data }: Combined, style: Style): string {
  const keys = Object.entries(data).map(([key, value]) => `  ${JSON.stringify(key)}: ${JSON.stringify(value)}`);
  return `${style.bold(fix.title)}, with this "data" in the spec:\n\n"data": {\n${keys.join(',\n')}\n}\n`;
}
