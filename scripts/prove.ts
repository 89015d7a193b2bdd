/**
 * `npm run prove [NAME…] [-- --python PATH]`: takes the full measurements behind Flowscope's claims, all or the named ones,
 * and writes docs/measurements/NAME.json, NAME.md and its pictures. PATH is an interpreter that has the peers' libraries.
 * Exits 1 if a target was missed or a proof could not be taken.
 */
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { formatNumber } from '../daemon/format/numbers.ts';
import { formatTable } from '../daemon/format/table.ts';
import { circumstances } from './measurement/machine.ts';
import { proofPage } from './measurement/page.ts';
import { setPeerPython } from './measurement/peer-python.ts';
import type { ProofModule } from './measurement/proof.ts';

const FOLDER = 'docs/measurements';

const known = (await readdir(new URL('./prove/', import.meta.url)))
  .filter((file) => file.endsWith('.ts'))
  .map((file) => file.slice(0, -3))
  .sort();
const { values: options, positionals: asked } = parseArgs({
  allowPositionals: true,
  options: { python: { type: 'string' } },
});
if (options.python !== undefined) setPeerPython(options.python);
const unknown = asked.filter((name) => !known.includes(name));
if (unknown.length > 0) {
  console.error(`there is no proof '${unknown.join("', '")}'; there are: ${known.join(', ')}`);
  process.exit(2);
}

await mkdir(FOLDER, { recursive: true });
const names = new Set(asked.length > 0 ? asked : known);
// A set also visits what is added to it on the way.
for (const name of names) {
  console.log(`\n▶ ${name}`);
  const where = await circumstances();
  const started = performance.now();
  try {
    const { prove, includes = [] } = (await import(`./prove/${name}.ts`)) as ProofModule;
    for (const other of includes) names.add(other);
    const { pictures = {}, ...proof } = await prove();
    const seconds = (performance.now() - started) / 1000;
    const content = { v: 1, ...proof, seconds, ...where };
    await writeFile(`${FOLDER}/${name}.json`, `${JSON.stringify(content, null, 2)}\n`);
    await writeFile(`${FOLDER}/${name}.md`, proofPage(proof, where));
    for (const [file, content] of Object.entries(pictures)) await writeFile(`${FOLDER}/${file}`, content);
    console.log(
      formatTable(
        [{ title: 'what' }, { title: 'target', align: 'right' }, { title: 'measured', align: 'right' }, { title: '' }],
        proof.results.map(({ what, target, measured, unit, ok }) => [
          what,
          target,
          measured === null ? 'not measured' : `${formatNumber(measured)} ${unit}`,
          ok ? '✓' : '✗',
        ]),
      ),
    );
    if (proof.results.some(({ ok }) => !ok)) process.exitCode = 1;
  } catch (error) {
    console.error(`${name} failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    process.exitCode = 1;
  }
}
