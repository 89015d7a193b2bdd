/** The messages of Arrow files and streams. Source: Apache Arrow columnar format 1.5, encapsulated message format, Message.fbs. */
import type { FileRanges } from '../../files/file-ranges.ts';
import { tableAt } from './flat-table.ts';

/** `MessageHeader` in Message.fbs. */
const KINDS = { 1: 'schema', 2: 'dictionary', 3: 'rows' } as const;

export interface ArrowMessage {
  readonly kind: (typeof KINDS)[keyof typeof KINDS] | 'other';
  readonly from: number;
  /** Where its header ends. */
  readonly body: number;
  readonly to: number;
}

const MAGIC = 'ARROW1';
/** Version 1 of Feather is another format. */
const FEATHER = 'FEA1';

/** Whether it is a file, whose dictionaries may come after the rows that use them, and not a stream. @throws Error */
export async function isArrowFile(file: FileRanges): Promise<boolean> {
  const start = textOf(await file.read(0, Math.min(file.size, MAGIC.length)));
  if (start.startsWith(FEATHER)) throw new Error('version 1 of Feather is not supported');
  if (start !== MAGIC) return false;
  const end = textOf(await file.read(Math.max(0, file.size - MAGIC.length), file.size));
  if (file.size < 2 * MAGIC.length + 4 || end !== MAGIC) throw new Error('its end is missing');
  return true;
}

/** Where all messages are; their bodies are not read. @throws Error if the file is damaged */
export async function arrowMessages(file: FileRanges, isFile: boolean): Promise<ArrowMessage[]> {
  const messages: ArrowMessage[] = [];
  // The magic number is padded to 8 bytes.
  for (let from = isFile ? 8 : 0; from < file.size; ) {
    const start = await viewOf(file, from, Math.min(file.size, from + 8));
    const isContinued = start.getInt32(0, true) === -1;
    const length = start.getInt32(isContinued ? 4 : 0, true);
    if (length === 0) break;
    const body = from + (isContinued ? 8 : 4) + length;
    const { kind, bodyLength } = headerOf(await viewOf(file, body - length, body));
    const to = body + bodyLength;
    if (!(to > from && to <= file.size)) throw new Error(`a message at byte ${from} is cut off`);
    messages.push({ kind: KINDS[kind as keyof typeof KINDS] ?? 'other', from, body, to });
    from = to;
  }
  if (messages[0]?.kind !== 'schema') throw new Error('it does not begin with a schema');
  return messages;
}

function headerOf(view: DataView): { readonly kind: number; readonly bodyLength: number } {
  const place = tableAt(view, view.getInt32(0, true));
  const [kind, bodyLength] = [place(1), place(3)];
  return {
    kind: kind === null ? 0 : view.getUint8(kind),
    bodyLength: bodyLength === null ? 0 : Number(view.getBigInt64(bodyLength, true)),
  };
}

async function viewOf(file: FileRanges, from: number, to: number): Promise<DataView> {
  if (!(to >= from && to <= file.size)) throw new Error(`a message at byte ${from} is cut off`);
  return new DataView((await file.read(from, to)).buffer);
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('latin1');
}
