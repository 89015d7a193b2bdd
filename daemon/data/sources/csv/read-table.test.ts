import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FlowscopeError } from '../../../errors/flowscope-error.ts';
import { propertyRuns } from '../../../testing/property-runs.ts';
import { readTable } from './read-table.ts';
import { resolveSelection, selectRows } from './select-columns.ts';
import { tableDoubts } from './table-doubts.ts';
import { failing, writtenTable } from './testing/written-table.ts';

const { load } = writtenTable();

/** Tables with one, two and three lines per row and empty lines in between, as text and with each row's first line. */
const layout = fc.record({
  end: fc.constantFrom('\n', '\r\n', '\r'),
  mark: fc.constantFrom('', '\ufeff'),
  header: fc.boolean(),
  delimiter: fc.constantFrom(',', '\t'),
  rows: fc.array(fc.record({ before: fc.nat(2), inside: fc.nat(2), blank: fc.constantFrom('', ' ') }), {
    minLength: 1,
    maxLength: 6,
  }),
  last: fc.boolean(),
});

test('rows are known by the line of the file that they begin on', () => {
  fc.assert(
    fc.property(layout, ({ end, mark, header, delimiter, rows, last }) => {
      const lines: number[] = [];
      let text = `${mark}${header ? `text${delimiter}number${end}` : ''}`;
      let line = header ? 2 : 1;
      for (const { before, inside, blank } of rows) {
        for (let i = 0; i < before; i++) text += `${blank}${end}`;
        line += before;
        lines.push(line);
        text += `"a${`${end}b`.repeat(inside)}"${delimiter}1${end}`;
        line += inside + 1;
      }
      if (!last) text = text.slice(0, -end.length);
      const options = { delimiter, header, limit: null, texts: [] };
      expect([...readTable(new TextEncoder().encode(text), 'x', options).lines]).toEqual(lines);
    }),
  );
});

test('many columns are looked up by name, not one after another', () => {
  const width = 2000;
  let looks = 0;
  const named = (line: (j: number) => string) => Array.from({ length: width }, (_, j) => line(j)).join(',');
  const text = `${named((j) => `c${j}`)}\n${named((j) => `${j / 8}`)}\n`;
  const options = { delimiter: ',', header: true, limit: null, texts: [] };
  const read = readTable(new TextEncoder().encode(text), 'x', options);
  const columns = read.columns.map((column) => ({
    ...column,
    get name() {
      looks++;
      return column.name;
    },
  }));
  const table = { ...read, columns };
  const chosen = read.columns.map(({ name }) => name);
  const selection = resolveSelection(table, { columns: chosen.slice(1000), context: chosen.slice(0, 1000) });
  expect(selectRows(table, selection, 'error').count).toBe(1);
  const reading = { selection, chosen: true, exclude: [], header: true, kept: Float64Array.of(0) };
  expect(tableDoubts(table, reading).doubts).toEqual([]);
  expect(looks).toBeLessThan(20 * width);
});

test('a row without end stops at the bound instead of filling the memory', async () => {
  await expect(load(`a,b\n1,"${'x'.repeat(3_000_000)}`)).rejects.toMatchObject(failing(/not well-formed/));
});

test('any text gives a table or a FlowscopeError', () => {
  const options = { delimiter: 'auto', header: 'auto', limit: null, texts: ['a'] } as const;
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom('a', '1', '2.5', ',', ';', '\t', '"', '\n', '\r', ' ', '-', 'e', 'é', '\ufeff')),
      (parts) => {
        try {
          const table = readTable(new TextEncoder().encode(parts.join('')), 'x', options);
          for (const { numbers } of table.columns) if (numbers !== null) expect(numbers.length).toBe(table.count);
        } catch (error) {
          expect(error).toBeInstanceOf(FlowscopeError);
        }
      },
    ),
    propertyRuns(200, 1),
  );
});
