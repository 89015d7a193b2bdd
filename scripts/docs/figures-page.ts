/** The page `docs/figures.md`, from the definitions of the figures. */

import { limitsOf, limitsText } from '../../daemon/format/parameter-limits.ts';
import type { FigureDefinition, FigureOption, FigureParameter } from '../../protocol/figures/define-figure.ts';
import { FIGURES } from '../../protocol/figures/registry.ts';

const INTRO = `# Figures

<!-- Generated from protocol/figures by: npx vitest run --project unit scripts/docs -u -->

A figure is something that Flowscope computes of a run's checkpoint. The daemon answers it as a [method](daemon.md), the
[command line](command-line.md) prints it, and some of them are shown in a [panel](panels.md). Every method also takes \`run\`, \`checkpoint\` and
\`panel\`. Every command takes \`--checkpoint\` and \`--json\`. If an option differs from the parameter, the table states both.`;

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
      ([name, option]) =>
        `| – | ${optionCell(name, option)} | ${valuesOf({ ...option, option })} | | ${option.words} |`,
    ),
  ];
  return [
    `## ${title}`,
    '',
    summary,
    '',
    `${facts.join('; ')}.`,
    '',
    '| parameter | option | values | panel sets it | meaning |',
    '|---|---|---|---|---|',
    ...rows,
  ].join('\n');
}

function parameterRow(name: string, parameter: FigureParameter): string {
  const { option, words, control = false } = parameter;
  const own = valuesOf({ type: parameter.type });
  const theirs = option === undefined ? own : valuesOf({ type: option.type ?? parameter.type, option });
  const values = option?.type === undefined ? theirs : `${own} Option: ${theirs}`.trim();
  const meaning = option?.words === undefined ? words : `${words} Option: ${option.words}`;
  const flag = option === undefined ? '' : optionCell(name, option);
  return `| \`${name}\` | ${flag} | ${values} | ${control ? 'yes' : ''} | ${meaning} |`;
}

function optionCell(key: string, { name = key, short, value }: FigureOption): string {
  return `${short === undefined ? '' : `\`-${short}\`, `}\`--${name} ${value}\``;
}

function valuesOf({
  type,
  option,
}: {
  readonly type: FigureParameter['type'];
  readonly option?: FigureOption;
}): string {
  const limits = limitsOf(type);
  const choices = limits.choices.map((choice) => `\`${choice}\``).join(', ');
  const otherwise = option?.otherwise ?? (limits.otherwise === null ? '' : `Default: ${limits.otherwise}.`);
  return [choices === '' ? '' : `${choices}.`, limitsText(limits), otherwise].filter((text) => text !== '').join(' ');
}
