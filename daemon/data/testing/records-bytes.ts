/** A structured .npy file for tests. */

type FieldType = 'f8' | 'f4' | 'i2' | `U${number}`;

/** @param fields names with their types, all little endian; U3: a text of at most three characters */
export function recordsBytes(
  fields: readonly (readonly [name: string, type: FieldType])[],
  rows: readonly (readonly (number | string)[])[],
): Uint8Array {
  const descr = fields.map(([name, type]) => `('${name}', '<${type}')`).join(', ');
  const text = `{'descr': [${descr}], 'fortran_order': False, 'shape': (${rows.length},), }`;
  const header = new TextEncoder().encode(text);
  const size = fields.reduce((sum, [, type]) => sum + sizeOf(type), 0);
  const records = new DataView(new ArrayBuffer(size * rows.length));
  let at = 0;
  for (const row of rows) {
    for (const [j, [, type]] of fields.entries()) {
      const value = row[j]!;
      if (typeof value === 'string') {
        for (const [k, letter] of [...value].entries()) records.setUint32(at + 4 * k, letter.codePointAt(0)!, true);
      } else if (type === 'f8') records.setFloat64(at, value, true);
      else if (type === 'f4') records.setFloat32(at, value, true);
      else records.setInt16(at, value, true);
      at += sizeOf(type);
    }
  }
  const start = [0x93, ...new TextEncoder().encode('NUMPY'), 1, 0, header.length & 255, header.length >> 8];
  return Uint8Array.from([...start, ...header, ...new Uint8Array(records.buffer)]);
}

function sizeOf(type: FieldType): number {
  return Number(type.slice(1)) * (type.startsWith('U') ? 4 : 1);
}
