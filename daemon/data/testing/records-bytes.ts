/** A structured .npy file for tests. */

/** @param fields names with their types: f8, f4 or i2, all little endian */
export function recordsBytes(
  fields: readonly (readonly [name: string, type: 'f8' | 'f4' | 'i2'])[],
  rows: readonly (readonly number[])[],
): Uint8Array {
  const descr = fields.map(([name, type]) => `('${name}', '<${type}')`).join(', ');
  const text = `{'descr': [${descr}], 'fortran_order': False, 'shape': (${rows.length},), }`;
  const header = new TextEncoder().encode(text);
  const size = fields.reduce((sum, [, type]) => sum + Number(type[1]), 0);
  const records = new DataView(new ArrayBuffer(size * rows.length));
  let at = 0;
  for (const row of rows) {
    for (const [j, [, type]] of fields.entries()) {
      if (type === 'f8') records.setFloat64(at, row[j]!, true);
      else if (type === 'f4') records.setFloat32(at, row[j]!, true);
      else records.setInt16(at, row[j]!, true);
      at += Number(type[1]);
    }
  }
  const start = [0x93, ...new TextEncoder().encode('NUMPY'), 1, 0, header.length & 255, header.length >> 8];
  return Uint8Array.from([...start, ...header, ...new Uint8Array(records.buffer)]);
}
