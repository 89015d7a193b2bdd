/** Completion of what a spec names: networks, masks, files, columns. */
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { choose, completer, labels } from './completer.ts';
import { MOONS } from './moons.ts';

const cursor = completer();
const { at, accepted } = cursor;

test('named conditioners, masks, words and truth values', async () => {
  expect(labels(await at(MOONS.replace('"conditioner": "net"', '"conditioner": "|"')))).toEqual(['net']);
  const masks = labels(await at(MOONS.replace('"alternate"', '"|"')));
  expect(masks).toEqual(expect.arrayContaining(['alternate', 'alternate-halves', 'even', 'odd', 'first-half']));
  // Rows of two numbers are no images.
  expect(masks).not.toContain('checkerboard');
  const images = '{ "data": { "source": "idx" }, "layers": [ { "type": "affine-coupling", "mask": "|" } ] }';
  expect(labels(await at(images))).toEqual(expect.arrayContaining(['alternate', 'checkerboard', 'channel']));
  expect(labels(await at('{ "training": { "optimizer": { "type": "|" } } }'))).toEqual(['adam', 'adamw', 'adamax']);
  expect(labels(await at('{ "training": { "recompute": | } }'))).toEqual(['false', 'true']);
  expect(labels(await at('{ "data": { "source": "|" } }'))).toEqual(
    expect.arrayContaining(['csv', 'two-moons', 'idx']),
  );
  expect(labels(await at('{ "base": { "type": "|" } }'))).toEqual(expect.arrayContaining(['normal', 'logistic']));
  expect(labels(await at('{ "layers": [ { "type": "actnorm", "conditioner": | } ] }'))).toEqual([]);
});

test('an autoregressive layer is offered masked networks only', async () => {
  const spec = (layer: string) =>
    `{ "conditioners": { "a": { "type": "mlp" }, "b": { "type": "masked-mlp" } }, "layers": [ ${layer} ] }`;
  const value = '{ "type": "affine-autoregressive", "conditioner": "|" }';
  expect(labels(await at(spec(value)))).toEqual(['b']);
  expect(labels(await at(spec(value.replace('affine-autoregressive', 'affine-coupling'))))).toEqual(['a']);
  expect(accepted(choose(await at(spec('{ "type": "|" }')), 'affine-autoregressive'))).toContain('"conditioner": "b"');
});

test('files beside the spec, into folders, and not out of them without trust', async () => {
  await mkdir(join(cursor.folder, 'data'));
  await mkdir(join(cursor.folder, '.hidden'));
  await writeFile(join(cursor.folder, 'data', 'wine "1".csv'), '');
  await writeFile(join(cursor.folder, 'table.csv'), '');
  await symlink('/', join(cursor.folder, 'elsewhere'));
  const spec = (path: string) => `{ "data": { "source": "csv", "path": "${path}|" } }`;
  expect(labels(await at(spec('')))).toEqual(expect.arrayContaining(['data/', 'table.csv']));
  expect(labels(await at(spec('')))).not.toContain('.hidden/');
  const inside = choose(await at(spec('data/')), 'wine "1".csv');
  expect(accepted(inside)).toBe('{ "data": { "source": "csv", "path": "data/wine \\"1\\".csv" } }');
  for (const outside of ['../', '/', 'elsewhere/', 'data/../../', 'C:/', '//host/']) {
    expect(await at(spec(outside))).toEqual([]);
  }
  await cursor.editor.connection.sendNotification('flowscope/didChangeTrust', { trusted: true });
  expect(labels(await at(spec('elsewhere/')))).toEqual(expect.arrayContaining(['tmp/']));
});

const GAN = `{
  "model": "gan", "data": { "source": "two-moons" }, "latent": 2,
  "conditioners": { "net": { "type": "mlp" }, "masked": { "type": "masked-mlp" } },
  "generator": "net"
}`;

test('networks of a model and of an objective are offered by name, if they fit', async () => {
  expect(labels(await at(GAN.replace('"generator": "net"', '"generator": "|"')))).toEqual(['net']);
  expect(labels(await at(GAN.replace('"latent": 2', '|')))).toEqual(
    expect.arrayContaining(['discriminator', 'encoder', 'loss', 'discriminatorSteps']),
  );
  const accept = async (key: string, text: string) => accepted(choose(await at(text), key));
  expect(await accept('discriminator', GAN.replace('"latent": 2', '|'))).toContain('"discriminator": "net"');
  const objective = '"training": { "objective": { "type": "adversarial", "discriminator": "|" } }';
  const flow = GAN.replace('"model": "gan", ', '').replace('"latent": 2', objective);
  expect(labels(await at(flow))).toEqual(['net']);
  expect(labels(await at(flow.replace('"discriminator": "|"', '|')))).toEqual(
    expect.arrayContaining(['discriminator', 'likelihoodWeight', 'gradientPenalty']),
  );
});

test('names of columns that are not used yet, where a column is named', async () => {
  await writeFile(join(cursor.folder, 't.csv'), `a,"b ""1""",kind\n${'1.5,2,x\n'.repeat(20000)}`);
  const offered = async (keys: string) => labels(await at(`{ "data": { "source": "csv", "path": "t.csv", ${keys} } }`));
  expect(await offered('"columns": [|]')).toEqual(expect.arrayContaining(['a', 'b "1"', 'kind']));
  const rest = await at('{ "data": { "source": "csv", "path": "t.csv", "columns": ["a", "|"] } }');
  expect(labels(rest)).toEqual(['b "1"', 'kind']);
  expect(accepted(choose(rest, 'b "1"'))).toContain('"columns": ["a", "b \\"1\\""]');
  expect(await offered('"columns": ["a"], "context": [{ "column": "|" }]')).toEqual(['b "1"', 'kind']);
  expect(await offered('"exclude": ["kind"], "columns": [{ "name": "|" }]')).toEqual(['a', 'b "1"']);
  expect(await offered('"columns": [{ "name": "a", "|" }]')).toEqual(
    expect.arrayContaining(['bounds', 'transform', 'period']),
  );
  expect(await offered('"columns": [{ "name": "a", "transform": "|" }]')).toEqual(['log', 'asinh']);
  expect(await offered('"standardize": "|"')).toEqual(expect.arrayContaining(['robust', 'quantile']));
  expect(await offered('"exclude": ["kind"], "weight": "|"')).toEqual(['a', 'b "1"']);
  expect(await offered('"weight": "a", "columns": ["|"]')).toEqual(['b "1"', 'kind']);
  // Noise is for columns that are modeled.
  expect(await offered('"columns": ["a", "b \\"1\\""], "dequantize": ["a", "|"]')).toEqual(['b "1"']);
  expect(await offered('"context": ["kind"], "dequantize": [{ "column": "|", "step": 0.1 }]')).toEqual(['a', 'b "1"']);
  expect(await offered('"delimiter": "|"')).not.toContain('a');
  // Neither a table nor a file: nothing is known.
  expect(labels(await at('{ "data": { "source": "csv", "path": "gone.csv", "columns": ["|"] } }'))).toEqual([]);
});
