/** Writes a proposal as the text of a spec, whose comments give the reasons. */
import type { DataProposal } from '../data/data-proposal.ts';
import type { Recipe } from '../templates/table-recipe.ts';

export interface ProposedSpec {
  readonly name: string;
  readonly source: string;
  /** Of the data file, as the spec has it. */
  readonly path: string;
  readonly data: DataProposal;
  readonly recipe: Recipe;
  /** What the check of the spec says. */
  readonly notes: readonly string[];
}

const WIDTH = 120;

export function specText({ name, source, path, data, recipe, notes }: ProposedSpec): string {
  const { conditioner, layers, times, training } = recipe;
  const section = [
    member('source', source),
    member('path', path),
    ...data.keys.map(({ key, value, why }) => [...why.flatMap(comment), member(key, value)].join('\n    ')),
  ];
  const net =
    conditioner === null
      ? []
      : [`  // ${conditioner.why}`, `  "conditioners": { ${member('net', conditioner.value)} },`];
  const stack = layers.flatMap(({ value, why }, index) => [
    `      // ${why}`,
    `      ${json(value)}${index === layers.length - 1 ? '' : ','}`,
  ]);
  return `${[
    '{',
    `  ${member('name', name)},`,
    ...notes.flatMap((note) => comment(`Warning: ${note}`)).map((line) => `  ${line}`),
    `  "data": {\n    ${section.join(',\n    ')}\n  },`,
    ...net,
    '  "layers": [',
    ...(data.shape.length > 1
      ? [
          `    // Each row is an array [${data.shape.join(', ')}]: flatten makes it a vector.`,
          `    { "type": "flatten" },`,
        ]
      : []),
    ...(times === 1
      ? stack.map((line) => line.slice(2))
      : [`    { "type": "repeat", "times": ${times}, "layers": [`, ...stack, '    ] }']),
    '  ],',
    '  "training": {',
    ...training.why.map((reason) => `    // ${reason}`),
    Object.entries(training.value)
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

function listed(items: readonly string[]): string {
  let column = 0;
  return items
    .map((item, index) => {
      column += item.length + 2;
      if (index === 0 || column < WIDTH - 20) return index === 0 ? item : `, ${item}`;
      column = item.length;
      return `,\n      ${item}`;
    })
    .join('');
}

function member(key: string, value: unknown): string {
  return `${JSON.stringify(key)}: ${json(value)}`;
}

/** JSON with blanks, as the templates are written; a long list takes several lines. */
function json(value: unknown): string {
  if (Array.isArray(value)) return `[${listed(value.map(json))}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  return `{ ${Object.entries(value)
    .map(([key, entry]) => member(key, entry))
    .join(', ')} }`;
}
