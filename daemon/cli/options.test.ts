import { expect, test } from 'vitest';
import { commandHelp } from './help.ts';
import { type CommandDeclaration, parseArguments } from './options.ts';
import { wholeNumber } from './values.ts';

const declaration: CommandDeclaration = {
  name: 'sample',
  usage: ['sample RUN -n N'],
  positionals: [{ name: 'RUN', description: 'A run.' }],
  required: 1,
  options: {
    count: { value: 'N', short: 'n', description: 'Number of samples.' },
    context: { value: 'k=v', description: 'Context.' },
    quiet: { description: 'Say nothing.' },
  },
  examples: ['flowscope sample latest -n 3'],
};
const parse = (...args: string[]) => parseArguments(declaration, args);

test('reads long and short options, switches and positional arguments', () => {
  const args = parse('latest', '-n', '12', '--context', 'a=1', '--context=b=2', '--quiet');
  expect(args.positionals).toEqual(['latest']);
  expect(args.text('count')).toBe('12');
  expect(args.all('context')).toEqual(['a=1', 'b=2']);
  expect([args.flag('quiet'), args.json, args.help]).toEqual([true, false, false]);
  expect(args.text('missing')).toBeNull();
  expect(parse('latest', '-n12', '--json').text('count')).toBe('12');
  expect(parse('--', '--json').positionals).toEqual(['--json']);
});

test.each([
  [['latest', '--cuont', '3'], 'no option --cuont; did you mean --count?'],
  [['latest', '--frobnicate'], 'no option --frobnicate'],
  [['latest', '-x'], 'no option -x'],
  [['latest', '--__proto__'], 'no option --__proto__'],
  [['latest', '--count'], '--count needs a value'],
  [['latest', '--quiet=yes'], '--quiet takes no value'],
  [[], 'sample needs RUN'],
  [['a', 'b'], "unexpected argument 'b'"],
])('%j is wrong usage', (args, message) => {
  const wrong = () => parseArguments(declaration, args);
  expect(wrong).toThrow(message);
  expect(wrong).toThrow(expect.objectContaining({ code: 'usage', exitCode: 2 }));
});

test('help needs no arguments and names every option', () => {
  expect(parse('--help').help).toBe(true);
  const help = commandHelp(declaration);
  for (const text of ['-n, --count N', '--context k=v', '--json', '-h, --help', 'flowscope sample latest -n 3']) {
    expect(help).toContain(text);
  }
  for (const line of help.split('\n')) expect(line.length).toBeLessThanOrEqual(100);
});

test('messages call an option as it was typed', () => {
  expect(() => wholeNumber(parse('latest', '-n', '0'), 'count', { min: 1, otherwise: 1 })).toThrow(/^-n must be/);
  expect(() => wholeNumber(parse('latest', '--count', '0'), 'count', { min: 1, otherwise: 1 })).toThrow(
    /^--count must be/,
  );
});
