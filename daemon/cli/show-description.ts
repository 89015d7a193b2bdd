/** `describe` for people. */
import type { DataReading } from '../../protocol/data-reading.ts';
import { latentText } from '../format/latent-text.ts';
import { formatCount, formatCounted } from '../format/numbers.ts';
import { listedNames, readingFields } from '../format/reading-text.ts';
import type { DescribedFlow, Description } from '../spec/describe-model.ts';
import type { CommandIo } from './command-io.ts';
import { writeText } from './print.ts';
import { showFields, showTable } from './show.ts';

/** Columns that a terminal has at least in most editors; longer values go on below. */
const WIDTH = 120;

const LIKELIHOODS: { readonly [L in Description['likelihood']]: string } = {
  exact: 'exact',
  bound: 'a lower bound only',
  none: 'not available',
};

export function showDescription(io: CommandIo, description: Description, data: DataReading | null): void {
  const { base, layers, networks, flows, contextEncoder } = description;
  showFields(io, fields(description, data));
  if (base !== null) {
    writeText(io, '');
    showLayers(io, layers, [
      partRow(`base ${base.type}`, base),
      ...(contextEncoder === undefined ? [] : [partRow('contextEncoder', contextEncoder)]),
    ]);
    return;
  }
  if (networks.length > 0) {
    writeText(io, '');
    showTable(
      io,
      [
        { title: 'network' },
        { title: 'type' },
        { title: 'parameters', align: 'right' },
        { title: 'values', wraps: true },
      ],
      networks.map(({ name, type, parameters, values }) => [name, type, formatCount(parameters), valuesText(values)]),
      { most: WIDTH },
    );
  }
  for (const flow of flows) {
    writeText(io, `\n${flow.name}, ${formatCounted(flow.parameters, 'parameter')}`);
    showLayers(io, flow.layers, flow.base === null ? [] : [partRow(`base ${flow.base.type}`, flow.base)]);
  }
}

type Field = readonly [name: string, value: string];

function fields(description: Description, reading: DataReading | null): readonly Field[] {
  const { model, name, dimension, inputShape, context, latent, keys, likelihood } = description;
  return [
    [model, name],
    ['data', `${formatCounted(dimension, 'dimension')}${inputShape.length > 1 ? ` (${inputShape.join(' × ')})` : ''}`],
    ...readingFields(reading),
    ...(context === null ? [] : [[reading?.context ? 'context vector' : 'context', contextText(context)] as const]),
    ...(latent.length <= 1 ? [] : [['latent', latentText(latent)] as const]),
    ...Object.entries(keys).map(([key, value]) => [key, valueText(value)] as const),
    ...(likelihood === 'exact' ? [] : [['log q', LIKELIHOODS[likelihood]] as const]),
    ['parameters', parametersText(description)],
    ...objectiveFields(description),
    ['training', trainingText(description)],
  ];
}

/** All of them, and the parts if there are several. */
function parametersText({ totalParameters, groups }: Description): string {
  const total = formatCount(totalParameters);
  if (groups.length < 2) return total;
  return `${total}: ${groups.map(({ name, parameters }) => `${name} ${formatCount(parameters)}`).join(', ')}`;
}

/** Which group minimizes which loss, unless there is only the likelihood of a flow. */
function objectiveFields({ base, groups, objectives }: Description): readonly Field[] {
  if (base !== null && objectives.length === 1) return [];
  return objectives.map(({ name, minimizedBy, every = 1 }) => {
    const { parameters } = groups.find((group) => group.name === minimizedBy)!;
    const when = every === 1 ? '' : `, once in ${every} steps`;
    const of =
      groups.length === 1 ? 'all parameters' : `group ${minimizedBy} (${formatCounted(parameters, 'parameter')})`;
    return ['objective', `loss ${name}, minimized over ${of}${when}`];
  });
}

function showLayers(io: CommandIo, layers: DescribedFlow['layers'], parts: readonly (readonly string[])[]): void {
  showTable(
    io,
    [
      { title: 'layer', align: 'right' },
      { title: 'type' },
      { title: 'shape' },
      { title: 'parameters', align: 'right' },
      { title: 'values', wraps: true },
    ],
    [
      ...layers.map(({ index, type, inputShape: from, outputShape: to, parameters: own, values }) => [
        String(index),
        type,
        from.join() === to.join() ? to.join(' × ') : `${from.join(' × ')} → ${to.join(' × ')}`,
        formatCount(own),
        valuesText(values),
      ]),
      ...parts,
    ],
    { rulesBefore: parts.length > 0 ? [layers.length] : [], most: WIDTH },
  );
}

/** A row below the layers. */
function partRow(title: string, { parameters, values }: { readonly parameters: number; readonly values: object }) {
  return ['', title, '', formatCount(parameters), valuesText(values)];
}

/** What a row of the context holds, one-hot for each value of a label, and the shape of each condition image. */
function contextText({ names, images = [] }: NonNullable<Description['context']>): string {
  const parts = images.map(({ name, shape }) => `${name} ${shape.join(' × ')}`);
  return [...(names.length === 0 ? [] : [listedNames(names)]), ...parts].join(', ');
}

function trainingText({ base, objectives, training }: Description): string {
  const { objective, steps, epochs, batchSize, optimizer, seed } = training;
  const loss = base === null ? objectives.map(({ name }) => name).join(' and ') : objective.type;
  const length = steps === null ? `${epochs} epochs` : `${steps} steps`;
  return `${loss}, ${length} of ${batchSize} rows, ${optimizer.type} ${optimizer.learningRate}, seed ${seed}`;
}

const LONGEST_LIST = 12;

/** Of a longer list. */
const SHOWN_ITEMS = 4;

function valuesText(values: object): string {
  return Object.entries(values)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${key} ${valueText(value)}`)
    .join(', ');
}

function valueText(value: unknown): string {
  if (Array.isArray(value)) {
    if (value.length <= LONGEST_LIST) return `[${value.join(' ')}]`;
    return `[${value.slice(0, SHOWN_ITEMS).join(' ')} … ${value.length} in all]`;
  }
  if (typeof value !== 'object' || value === null) return String(value);
  const { type, ...rest } = { type: '', ...value };
  return [type, `(${valuesText(rest)})`].filter((part) => part !== '' && part !== '()').join(' ');
}
