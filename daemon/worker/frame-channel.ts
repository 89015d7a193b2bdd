/**
 * Messages between a worker and its parent over one stream: u32 magic, u32 length, then the value as `node:v8`
 * serializes it (typed arrays are passed as they are). Node's own IPC is not used: if invalid bytes arrive on it, it
 * throws where no handler can catch the error, which ends the parent (tested with Node 24, both serializations).
 */
import type { Duplex } from 'node:stream';
import { DefaultDeserializer, serialize } from 'node:v8';

/** "FLSW". */
const MAGIC = 0x57534c46;
const HEADER = 8;
/** File descriptor of the channel in a worker. */
export const CHANNEL = 3;
/** A longer message is invalid. */
const LONGEST = 512 * 1024 * 1024;

export interface FrameChannel {
  /** Sends a message, or drops it if the other side is gone. */
  send(message: unknown): void;
  /** Resolves once everything sent was handed to the system. */
  close(): Promise<void>;
}

export interface FrameListener {
  readonly onMessage: (message: unknown) => void;
  /** Called if something that is not a message arrived; the stream was destroyed. */
  readonly onGarbage: (reason: string) => void;
  /** Called when the other side is gone. */
  readonly onEnd?: () => void;
}

export function frameChannel(stream: Duplex, { onMessage, onGarbage, onEnd }: FrameListener): FrameChannel {
  let chunks: Buffer[] = [];
  let waiting = 0;
  let needed = HEADER;
  let broken = false;
  const fail = (reason: string) => {
    broken = true;
    chunks = [];
    stream.destroy();
    onGarbage(reason);
  };
  stream.on('data', (chunk: Buffer) => {
    if (broken) return;
    chunks.push(chunk);
    waiting += chunk.length;
    // Joined only once the whole message is there: a long one arrives in thousands of pieces.
    if (waiting < needed) return;
    let bytes = chunks.length === 1 ? chunk : Buffer.concat(chunks);
    while (bytes.length >= HEADER) {
      if (bytes.readUInt32LE(0) !== MAGIC) return fail('bytes that are not a message');
      const length = bytes.readUInt32LE(4);
      if (length > LONGEST) return fail(`a message of ${length} bytes`);
      needed = HEADER + length;
      if (bytes.length < needed) break;
      let message: unknown;
      try {
        message = read(bytes.subarray(HEADER, needed));
      } catch {
        return fail('a message that cannot be read');
      }
      bytes = bytes.subarray(needed);
      needed = HEADER;
      onMessage(message);
      if (broken) return;
    }
    chunks = bytes.length === 0 ? [] : [bytes];
    waiting = bytes.length;
  });
  // A reset means the same as an end: the other side is gone.
  stream.on('error', () => {});
  stream.on('close', () => {
    if (!broken) onEnd?.();
  });
  stream.on('end', () => stream.end());
  return {
    send(message) {
      if (!stream.writable) return;
      const body = serialize(message);
      const header = Buffer.alloc(HEADER);
      header.writeUInt32LE(MAGIC, 0);
      header.writeUInt32LE(body.length, 4);
      stream.cork();
      stream.write(header);
      stream.write(body);
      stream.uncork();
    },
    close: () => new Promise((resolve) => (stream.writable ? stream.end(resolve) : resolve())),
  };
}

function read(bytes: Buffer): unknown {
  const reader = new OwningDeserializer(bytes);
  reader.readHeader();
  return reader.readValue();
}

/**
 * Copies the arrays of a message into memory of their own. Node returns views of the bytes that were read, or of a slab
 * of `Buffer.poolSize` if these are not aligned, so one small array that is kept would keep the whole buffer (measured:
 * 8 MB of answers held 22 MB).
 */
class OwningDeserializer extends DefaultDeserializer {
  /** Documented for subclasses; missing in the types. */
  _readHostObject(): unknown {
    const view: unknown = readView.call(this);
    return ArrayBuffer.isView(view) && !(view instanceof DataView) ? copyOf.call(view) : view;
  }
}

const { _readHostObject: readView } = DefaultDeserializer.prototype as unknown as { _readHostObject(): unknown };
/** Works for every typed array. */
const copyOf = Uint8Array.prototype.slice;
