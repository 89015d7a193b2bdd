/** Files that are no text table, although they are named like one: each format by how it begins. */

interface OtherFormat {
  readonly begins: string;
  /** What follows, within the first bytes. */
  readonly matches?: RegExp;
  /** At the end of a sentence: `is …`. */
  readonly what: string;
  readonly hint: (file: string) => string;
}

const convert = (read: string) => (file: string) =>
  `save it as CSV, for example with pandas: pd.${read}(${JSON.stringify(file)}).to_csv("NEW.csv", index=False)`;
const unpack = (command: string) => (file: string) => `unpack it: ${command} ${JSON.stringify(file)}`;
const again = () => 'download the file again, and look at it in an editor';

const FORMATS: readonly OtherFormat[] = [
  {
    begins: 'PK\x03\x04',
    matches: /^.{30}(?:\[Content_Types\]\.xml|_rels\/|xl\/|docProps\/)/s,
    what: 'an Excel workbook (.xlsx), not CSV',
    hint: convert('read_excel'),
  },
  { begins: 'PK\x03\x04', what: 'a ZIP archive, not CSV', hint: unpack('unzip') },
  { begins: '\xd0\xcf\x11\xe0', what: 'an old Excel workbook (.xls), not CSV', hint: convert('read_excel') },
  {
    begins: 'BZh',
    matches: /^BZh[1-9]1AY/,
    what: 'compressed with bzip2, which is not supported',
    hint: unpack('bunzip2 -k'),
  },
  { begins: '\xfd7zXZ', what: 'compressed with xz, which is not supported', hint: unpack('unxz -k') },
  { begins: '7z\xbc\xaf', what: 'a 7z archive, not CSV', hint: unpack('7z x') },
  { begins: 'PAR1', what: 'a Parquet file, not CSV', hint: () => 'read it with { "source": "parquet" }' },
  { begins: 'ARROW1', what: 'an Arrow file, not CSV', hint: () => 'read it with { "source": "arrow" }' },
  { begins: '\x93NUMPY', what: 'a NumPy file, not CSV', hint: () => 'read it with { "source": "npy" }' },
  { begins: '\x89HDF', what: 'an HDF5 file, not CSV', hint: convert('read_hdf') },
  { begins: 'SQLite format 3', what: 'an SQLite database, not CSV', hint: () => 'export the table as CSV' },
  { begins: '%PDF', what: 'a PDF document, not CSV', hint: () => 'export the table as CSV' },
  {
    begins: 'version https://git-lfs',
    what: 'a pointer of Git LFS, not the file itself',
    hint: () => 'fetch the file: git lfs pull',
  },
  { begins: '', matches: /^\s*<(?:!doctype html|html|head|body)\b/i, what: 'an HTML page, not CSV', hint: again },
  { begins: '', matches: /^\s*<\?xml/, what: 'an XML file, not CSV', hint: convert('read_xml') },
  {
    begins: '',
    matches: /^\s*\{\s*"[^"]*"\s*:[^\n]*\}\s*\n\s*\{/,
    what: 'JSON lines, not CSV',
    hint: (file) =>
      `save it as CSV, for example with pandas: pd.read_json(${JSON.stringify(file)}, lines=True).to_csv("NEW.csv", index=False)`,
  },
  {
    begins: '',
    matches: /^\s*(?:\{\s*"[^"]*"\s*:|\[\s*[[{])/,
    what: 'a JSON file, not CSV',
    hint: convert('read_json'),
  },
  {
    begins: '',
    matches: /^\s*sep=.\r?\n/i,
    what: "CSV with a line for Excel ('sep=')",
    hint: () => 'remove the first line: tail -n +2 OLD.csv > NEW.csv',
  },
];

/** Bytes at the beginning that tell the format. */
const START = 2048;

/** null if it may be a table. @param file as the user wrote it */
export function otherFormat(
  bytes: Uint8Array,
  file: string,
): { readonly message: string; readonly hint: string } | null {
  const start = Buffer.from(bytes.subarray(0, START))
    .toString('latin1')
    .replace(/^\xef\xbb\xbf/, '');
  const found = FORMATS.find(({ begins, matches }) => start.startsWith(begins) && matches?.test(start) !== false);
  return found === undefined ? null : { message: `is ${found.what}`, hint: found.hint(file) };
}
