/** Collects the answers of a report as long as there is room for them in the file. */
import { deflateSync } from 'node:zlib';
import type { PackedArray, ReportAnswer } from '../../protocol/report/report-content.ts';
import { plainAnswer } from '../../protocol/rpc/answer-arrays.ts';
import { jsonObjectOf } from '../encoding/json.ts';
import type { ComputedAnswer } from './computed-answer.ts';
import { createArrayPack } from './pack-arrays.ts';

export interface ReportBuilder {
  /** Adds all of them, or, if there is no room for them, none. @returns whether it added them */
  add(group: readonly ComputedAnswer[]): boolean;
  /** Share of the room that is taken, 0 … 1. */
  readonly taken: number;
  readonly answers: readonly ReportAnswer[];
  readonly arrays: readonly PackedArray[];
  /** Of the arrays, deflated. */
  bytes(): Uint8Array;
}

/** Bytes of an array's place in the list of arrays, deflated. */
const ENTRY = 24;
/** Characters of base64 for each byte. */
const BASE64 = 4 / 3;

/**
 * @param room characters in the file
 * @param runDir of the run; answers name it by `id`, since a shared file should not tell where its maker keeps things
 */
export function createReportBuilder(room: number, { runDir, id }: { readonly runDir: string; readonly id: string }) {
  const pack = createArrayPack();
  const answers: ReportAnswer[] = [];
  let written = 0;
  const builder: ReportBuilder = {
    add(group) {
      const added = group.map(({ method, about, precision, value, failure = null }): ReportAnswer => {
        const plain = plainAnswer(value, (array) => pack.add(array, precision));
        return { method, about: { ...about }, result: failure === null ? named(plain) : null, failure };
      });
      // All answers deflated together take less.
      const bytes = deflateSync(JSON.stringify(added)).length;
      if (BASE64 * (written + bytes + packed()) > room) {
        pack.undo();
        return false;
      }
      pack.keep();
      written += bytes;
      answers.push(...added);
      return true;
    },
    get taken() {
      return (BASE64 * (written + packed())) / room;
    },
    answers,
    arrays: pack.arrays,
    bytes: pack.bytes,
  };
  return builder;

  function packed(): number {
    return pack.size + ENTRY * pack.arrays.length;
  }

  function named(result: unknown): ReportAnswer['result'] {
    const json = jsonObjectOf(result as object);
    return json.runDir === runDir ? { ...json, runDir: id } : json;
  }
}
