/** Writes a proposal as the text of a spec, whose comments give the reasons. */
import type { DataProposal } from '../data/data-proposal.ts';
import type { Recipe } from './recipe.ts';

export interface ProposedSpec {
  readonly name: string;
  readonly source: string;
  /** Of the data file, as the spec has it. */
  readonly path: string;
  readonly data: DataProposal;
  readonly recipe: Recipe;
}

const WIDTH = 120;

export function specText({ name, source, path, data, recipe }: ProposedSpec): string {
  const { conditioner, layers, times, training, reasons } = recipe;
  const isImage = data.shape.length > 1;
  const section = [
    member('source', source),
    member('path', path),
    ...data.keys.map(({ key, value, why }) => [...why.flatMap(comment), member(key, value)].join('\n    ')),
  ];
  const net =
    conditioner === null ? [] : [`  // ${reasons.conditioner}`, `  "conditioners": { ${member('net', conditioner)} },`];
  const stack = layers.map(({ layer, why }, index) =>
    [...(why === null ? [] : comment(why)), `${json(layer)}${index === layers.length - 1 ? '' : ','}`].join('\n      '),
  );
  return `${[
    '{',
    `  ${member('name', name)},`,
    `  "data": {\n    ${section.join(',\n    ')}\n  },`,
    ...net,
    '  "layers": [',
    ...(isImage ? [`    // Each row of the file is an array of its own.`, `    { "type": "flatten" },`] : []),
    `    { "type": "repeat", "times": ${times}, "layers": [`,
    ...stack.map((line) => `      ${line}`),
    '    ] }',
    '  ],',
    '  "training": {',
    ...reasons.training.map((reason) => `    // ${reason}`),
    Object.entries(training)
      .map(([key, value]) => `    ${member(key, value)}`)
      .join(',\n'),
    '  }',
    '}',
  ].join('\n')}\n`;
}

/** A reason as comment lines that are not too long; text from the file cannot end the comment. */
function comment(text: string): string[] {
  const lines: string[] = [];
  // A file may name a column anything.
  for (const word of text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').split(' ')) {
    const last = lines.at(-1);
    if (last === undefined || last.length + word.length + 1 > WIDTH - 7) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines.map((line) => `// ${line}`);
}

function member(key: string, value: unknown): string {
  return `${JSON.stringify(key)}: ${json(value)}`;
}

/** JSON with blanks, as the templates are written. */
function json(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(json).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  return `{ ${Object.entries(value)
    .map(([key, entry]) => member(key, entry))
    .join(', ')} }`;
}
