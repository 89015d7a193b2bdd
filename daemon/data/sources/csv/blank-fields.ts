/** Files whose fields are separated by blanks: each run of them becomes one tab, and those around a line are removed. */

const TAB = 0x09;
const BLANK = 0x20;
const QUOTE = 0x22;
const LINE_FEED = 0x0a;
const RETURN = 0x0d;

/** @returns a function that takes the bytes of a file as they arrive; lines stay where they are */
export function tabsForBlanks(): (bytes: Uint8Array) => Uint8Array {
  let isQuoted = false;
  /** Whether a field of the line is complete, and blanks follow it. */
  let isWaiting = false;
  let isStart = true;
  return (bytes) => {
    // A tab may still be waiting.
    const out = new Uint8Array(bytes.length + 1);
    let to = 0;
    for (const byte of bytes) {
      if (isQuoted) {
        isQuoted = byte !== QUOTE;
        out[to++] = byte;
      } else if (byte === BLANK || byte === TAB) {
        isWaiting = !isStart;
      } else if (byte === LINE_FEED || byte === RETURN) {
        isWaiting = false;
        isStart = true;
        out[to++] = byte;
      } else {
        if (isWaiting) out[to++] = TAB;
        isQuoted = byte === QUOTE && (isStart || isWaiting);
        isWaiting = false;
        isStart = false;
        out[to++] = byte;
      }
    }
    return out.subarray(0, to);
  };
}
