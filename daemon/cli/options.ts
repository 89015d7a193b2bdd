/** Declared options of a command, parsed by node:util; undeclared options are refused with a suggestion. */
import { parseArgs } from 'node:util';
import { suggest } from '../spec/text/suggest.ts';
import type { CommandName } from './command-names.ts';
import { usageError } from './usage-error.ts';

export interface OptionDeclaration {
  /** Name of the value in the help, such as `N`; absent for a switch. */
  readonly value?: string;
  /** One letter. */
  readonly short?: string;
  /** Purpose, unit and default. */
  readonly description: string;
}

export interface CommandDeclaration {
  readonly name: CommandName;
  /** Lines after `flowscope`, such as `sample RUN -n N [options]`. */
  readonly usage: readonly string[];
  /** Names and meanings of the positional arguments; the first `required` of them must be given. */
  readonly positionals: readonly { readonly name: string; readonly description: string }[];
  readonly required: number;
  /** The last positional argument may be repeated. */
  readonly repeats?: boolean;
  readonly options: Readonly<Record<string, OptionDeclaration>>;
  /** Paragraphs after the options. */
  readonly notes?: readonly string[];
  /** Whole command lines. */
  readonly examples: readonly string[];
}

/** Options that every command has. */
export const COMMON_OPTIONS: Readonly<Record<string, OptionDeclaration>> = {
  json: { description: 'Print only JSON to stdout.' },
  help: { short: 'h', description: 'Print this help.' },
};

export interface Arguments {
  readonly positionals: readonly string[];
  readonly json: boolean;
  readonly help: boolean;
  /** The option's last value, or null. */
  text(name: string): string | null;
  /** All its values, in order. */
  all(name: string): readonly string[];
  flag(name: string): boolean;
  /** The option as it was typed, for messages: `-n` or `--count`. */
  typed(name: string): string;
}

/** @throws FlowscopeError `usage` (exit 2) */
export function parseArguments(declaration: CommandDeclaration, args: readonly string[]): Arguments {
  const declared = { ...declaration.options, ...COMMON_OPTIONS };
  const { tokens } = parseArgs({
    args: [...args],
    strict: false,
    tokens: true,
    allowPositionals: true,
    options: Object.fromEntries(
      Object.entries(declared).map(([name, { value, short }]) => [
        name,
        { type: value === undefined ? 'boolean' : 'string', ...(short === undefined ? {} : { short }) } as const,
      ]),
    ),
  });
  const given = new Map<string, (string | null)[]>();
  const typed = new Map<string, string>();
  const positionals: string[] = [];
  for (const token of tokens) {
    if (token.kind === 'positional') positionals.push(token.value);
    if (token.kind === 'positional' && token.value === '') {
      throw usageError(`an argument of ${declaration.name} is empty`, helpHint(declaration));
    }
    if (token.kind !== 'option') continue;
    const option = Object.hasOwn(declared, token.name) ? declared[token.name] : undefined;
    if (option === undefined) throw unknownOption(declaration, token.rawName, Object.keys(declared));
    if (option.value === undefined && token.value !== undefined) {
      throw usageError(`${token.rawName} takes no value, found '${token.value}'`, helpHint(declaration));
    }
    // A script may have passed an empty variable.
    if (option.value !== undefined && (token.value ?? '') === '') {
      throw usageError(`${token.rawName} needs a value: ${token.rawName} ${option.value}`, helpHint(declaration));
    }
    typed.set(token.name, token.rawName);
    given.set(token.name, [...(given.get(token.name) ?? []), token.value ?? null]);
  }
  const help = given.has('help');
  if (!help) checkCount(declaration, positionals);
  const texts = (name: string) => (given.get(name) ?? []).filter((value) => value !== null);
  return {
    positionals,
    json: given.has('json'),
    help,
    text: (name) => texts(name).at(-1) ?? null,
    all: texts,
    flag: (name) => given.has(name),
    typed: (name) => typed.get(name) ?? `--${name}`,
  };
}

function checkCount(declaration: CommandDeclaration, found: readonly string[]): void {
  const { name, positionals, required } = declaration;
  if (found.length < required) {
    throw usageError(`${name} needs ${positionals[found.length]!.name}`, `Usage: flowscope ${declaration.usage[0]}`);
  }
  if (found.length > positionals.length && declaration.repeats !== true) {
    throw usageError(`unexpected argument '${found[positionals.length]}' for ${name}`, helpHint(declaration));
  }
}

function unknownOption(declaration: CommandDeclaration, rawName: string, known: readonly string[]) {
  const near = suggest(rawName.replace(/^-+/, ''), known);
  const message = `${declaration.name} has no option ${rawName}${near === null ? '' : `; did you mean --${near}?`}`;
  return usageError(message, helpHint(declaration));
}

function helpHint({ name }: CommandDeclaration): string {
  return `flowscope ${name} --help lists the options.`;
}
