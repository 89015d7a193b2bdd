/** The page `docs/figures.md`, from the definitions of the figures. */

import { limitsOf, limitsText } from '../../daemon/format/parameter-limits.ts';
import type { FigureDefinition, FigureOption, FigureParameter } from '../../protocol/figures/define-figure.ts';
import { FIGURES } from '../../protocol/figures/registry.ts';

const INTRO = `# Figures

<!-- Generated from protocol/figures by: npx vitest run --project unit scripts/docs -u -->

A figure is a result that Flowscope computes from a checkpoint of a run, such as its layers, samples or density. The daemon answers it as a
[method](daemon.md), the [command line](command-line.md) prints it, and some of them are shown in a [panel](panels.md). Every method also takes \`run\`,
\`checkpoint\` and \`panel\`. Every command takes \`--checkpoint\` and \`--json\`. Where the parameter of the method and the option of the command differ,
the table states both.`;

export function figuresPage(): string {
  return `${[INTRO, ...Object.values(FIGURES).map(section)].join('\n\n')}\n`;
}

function section(figure: FigureDefinition): string {
  const { title, summary, method, command, models, panel, follow, parameters, commandOptions } = figure;
  const facts = [
    `Method \`${method.name}\``,
    `command \`flowscope ${command}\``,
    models.length === 1 ? `model ${models[0]!}` : `models ${models.join(', ')}`,
    panel ? 'panels may request it' : 'not for panels',
    ...(follow ? ['can be followed while a run trains'] : []),
  ];
  const rows = [
    ...Object.entries(parameters).map(([name, parameter]) => parameterRow(name, parameter)),
    ...Object.entries(commandOptions).map(
      ([name, option]) => `| – | ${optionCell(name, option)} | ${valuesOf({ ...option, option })} | ${option.words} |`,
    ),
  ];
  return [
    `## ${title}`,
    '',
    summary,
    '',
    `${facts.join('; ')}.`,
    '',
    '| parameter | option | values | meaning |',
    '|---|---|---|---|',
    ...rows,
  ].join('\n');
}

function parameterRow(name: string, parameter: FigureParameter): string {
  const { option, words } = parameter;
  const values = option?.type === undefined ? valuesOf({ ...parameter, option }) : bothValues(parameter.type, option);
  const meaning =
    option?.words === undefined || isShorter(option.words, words) ? words : `${words} Command: ${option.words}`;
  const flag = option === undefined ? '' : optionCell(name, option);
  return `| \`${name}\` | ${flag} | ${values} | ${meaning} |`;
}

function optionCell(key: string, { name = key, short, value }: FigureOption): string {
  return `${short === undefined ? '' : `\`-${short}\`, `}\`--${name} ${value}\``;
}

/** Whether an option says nothing beyond the beginning of the parameter's words. */
function isShorter(option: string, words: string): boolean {
  return words.startsWith(option.replace(/\.$/, ''));
}

interface Valued {
  readonly type: FigureParameter['type'];
  readonly option?: FigureOption | undefined;
}

/** Of a parameter whose option has another type. A default that both have is stated once. */
function bothValues(type: FigureParameter['type'], option: FigureOption): string {
  const [method, command] = [{ type }, { type: option.type ?? type, option }];
  const otherwise = defaultOf(method);
  const same = otherwise === defaultOf(command);
  const part = (side: string, valued: Valued) => {
    const allowed = allowedBy(valued).replace(/\.$/, '');
    // Behind the colon: `2 to 64`, `at least 2`.
    const phrase = allowed.replace(/^From /, '').replace(/^A/, 'a');
    const value = same ? '' : defaultOf(valued).replace(/^Default: |\.$/g, '');
    const texts = [phrase, value === '' ? '' : `default ${value}`].filter((text) => text !== '');
    return texts.length === 0 ? [] : [`${side}: ${texts.join('; ')}.`];
  };
  const shared = same && otherwise !== '' ? [otherwise] : [];
  return [...part('Method', method), ...part('Command', command), ...shared].join(' ');
}

function valuesOf(valued: Valued): string {
  return [allowedBy(valued), defaultOf(valued)].filter((text) => text !== '').join(' ');
}

function allowedBy({ type }: Valued): string {
  const limits = limitsOf(type);
  const choices = limits.choices.map((choice) => `\`${choice}\``).join(', ');
  const values = limits.kind === 'list' ? `A list of ${choices}` : choices;
  return [choices === '' ? '' : `${values}.`, limitsText(limits)].filter((text) => text !== '').join(' ');
}

function defaultOf({ type, option }: Valued): string {
  const { otherwise } = limitsOf(type);
  return option?.otherwise ?? (otherwise === null ? '' : `Default: ${otherwise}.`);
}
