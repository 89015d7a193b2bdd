/** Reads what the page of a report holds: its content at once, its arrays when a panel wants them. */
import { valuesOf } from '../../protocol/array-values.ts';
import {
  type PackedArray,
  REPORT_IDS,
  type ReportContent,
  reportContent,
} from '../../protocol/report/report-content.ts';
import type { Dtype } from '../../protocol/rpc/array-reference.ts';

export interface Report {
  readonly content: ReportContent;
  /** The bytes of an array as the daemon would send them. @param place 1-based @throws Error if there is none */
  array(place: number): Promise<ArrayBuffer>;
}

/** @throws if the page has no report, or a damaged one */
export async function readReport(): Promise<Report> {
  const text = new TextDecoder().decode(await inflated(embedded(REPORT_IDS.content)));
  const content = reportContent.parse(JSON.parse(text));
  const bytes = embedded(REPORT_IDS.arrays);
  return {
    content,
    async array(place) {
      const packed = content.arrays[place - 1];
      if (packed === undefined) throw new Error(`the report has no array ${place}`);
      return unpacked(packed, await inflated(bytes.subarray(packed.start, packed.start + packed.bytes)));
    },
  };
}

function embedded(id: string): Uint8Array<ArrayBuffer> {
  const text = document.getElementById(id)?.textContent;
  if (text == null) throw new Error(`the page has no element ${id}`);
  const binary = atob(text.trim());
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i);
  return bytes;
}

async function inflated(bytes: Uint8Array<ArrayBuffer>): Promise<ArrayBuffer> {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate'));
  return new Response(stream).arrayBuffer();
}

const WIDTHS: Readonly<Record<Dtype, number>> = { float32: 4, float64: 8, int32: 4, uint8: 1 };

/** Undoes what `daemon/report/pack-arrays.ts` does, but for the rounding. */
function unpacked({ dtype, stored }: PackedArray, bytes: ArrayBuffer): ArrayBuffer {
  const values = valuesOf(stored, joined(bytes, WIDTHS[stored]));
  if (dtype === stored) return values.buffer;
  return dtype === 'float64' ? Float64Array.from(values).buffer : Float32Array.from(values).buffer;
}

/** The bytes of each value together: stored are the first bytes of all values, then their second bytes, … */
function joined(bytes: ArrayBuffer, width: number): ArrayBuffer {
  if (width === 1) return bytes;
  const from = new Uint8Array(bytes);
  const count = from.length / width;
  const result = new Uint8Array(from.length);
  for (let k = 0; k < width; k++) for (let i = 0; i < count; i++) result[i * width + k] = from[k * count + i]!;
  return result.buffer;
}
