/** Help texts, generated from the commands' declarations. */
import { COMMAND_SUMMARIES } from './command-names.ts';
import { COMMON_OPTIONS, type CommandDeclaration } from './options.ts';

const WIDTH = 100;

export function generalHelp(version: string): string {
  return [
    `Flowscope ${version}: train and inspect normalizing flows declared in .flow.json files.`,
    '',
    'Usage: flowscope COMMAND [arguments]',
    '',
    ...listing(Object.entries(COMMAND_SUMMARIES)),
    '',
    'flowscope COMMAND --help lists the options of a command. Every command accepts --json.',
    'Get started: flowscope init two-moons && flowscope train two-moons.flow.json',
    '',
  ].join('\n');
}

export function commandHelp(declaration: CommandDeclaration): string {
  const { name, usage, positionals, notes = [], examples } = declaration;
  const options = Object.entries({ ...declaration.options, ...COMMON_OPTIONS }).map(
    ([long, { value, short, description }]) => {
      const left = `${short === undefined ? '    ' : `-${short}, `}--${long}${value === undefined ? '' : ` ${value}`}`;
      return [left, description] as const;
    },
  );
  return [
    COMMAND_SUMMARIES[name],
    '',
    ...usage.map((line, i) => `${i === 0 ? 'Usage:' : '      '} flowscope ${line}`),
    '',
    ...(positionals.length === 0
      ? []
      : [...listing(positionals.map(({ name: left, description }) => [left, description] as const)), '']),
    'Options:',
    ...listing(options),
    '',
    ...notes.flatMap((note) => [...wrap(note, WIDTH), '']),
    examples.length === 1 ? 'Example:' : 'Examples:',
    ...examples.map((example) => `  ${example}`),
    '',
  ].join('\n');
}

function listing(entries: readonly (readonly [string, string])[]): string[] {
  const left = Math.max(...entries.map(([name]) => name.length)) + 4;
  return entries.flatMap(([name, text]) =>
    wrap(text, WIDTH - left).map((line, i) => `${(i === 0 ? `  ${name}` : '').padEnd(left)}${line}`),
  );
}

function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}
