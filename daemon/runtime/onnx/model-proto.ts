/** The few ONNX messages that we write, by field number of onnx.proto (IR version 10, opset 21). */
import { bytesField, floatField, varintField } from '../../encoding/protobuf.ts';
import type { DType } from '../../tensor/tensor.ts';
import type { OnnxAttributes } from './scope.ts';

export const OPSET = 21;
const IR_VERSION = 10;
const ELEMENT_TYPE: Readonly<Record<DType | 'bool', number>> = { float: 1, uint8: 2, int64: 7, bool: 9 };

/** A named dimension accepts any size; a number only that size. */
export type Dimension = number | string;

export interface ValueInfo {
  readonly name: string;
  readonly dtype: DType | 'bool';
  readonly shape: readonly Dimension[];
}

/** A sequence of float tensors. */
export interface SequenceInfo {
  readonly name: string;
  readonly sequence: true;
}

export const sequenceInfo = (name: string): SequenceInfo => ({ name, sequence: true });

function valueInfo(value: ValueInfo | SequenceInfo): Uint8Array {
  if ('sequence' in value) {
    const element = bytesField(1, varintField(1, ELEMENT_TYPE.float));
    return Buffer.concat([bytesField(1, value.name), bytesField(2, bytesField(4, bytesField(1, element)))]);
  }
  const { name, dtype, shape } = value;
  const dimensions = shape.map((d) => bytesField(1, typeof d === 'number' ? varintField(1, d) : bytesField(2, d)));
  const tensorType = Buffer.concat([varintField(1, ELEMENT_TYPE[dtype]), bytesField(2, Buffer.concat(dimensions))]);
  return Buffer.concat([bytesField(1, name), bytesField(2, bytesField(1, tensorType))]);
}

/** A TensorProto with raw little-endian data. */
export function tensorProto(
  name: string,
  dtype: DType | 'bool',
  shape: readonly number[],
  raw: Uint8Array,
): Uint8Array {
  return Buffer.concat([
    ...shape.map((extent) => varintField(1, extent)),
    varintField(2, ELEMENT_TYPE[dtype]),
    bytesField(8, name),
    bytesField(9, raw),
  ]);
}

export function nodeProto(
  opType: string,
  inputs: readonly string[],
  outputs: readonly string[],
  attributes: OnnxAttributes = {},
): Uint8Array {
  return Buffer.concat([
    ...inputs.map((name) => bytesField(1, name)),
    ...outputs.map((name) => bytesField(2, name)),
    bytesField(4, opType),
    ...Object.entries(attributes).map(([name, value]) => bytesField(5, attributeProto(name, value))),
  ]);
}

function attributeProto(name: string, value: OnnxAttributes[string]): Uint8Array {
  const [payload, type] = attributePayload(value);
  return Buffer.concat([bytesField(1, name), payload, varintField(20, type)]);
}

function attributePayload(value: OnnxAttributes[string]): [Uint8Array, number] {
  if (typeof value === 'number') return [varintField(3, value), 2];
  if (typeof value === 'string') return [bytesField(4, value), 3];
  if ('float' in value) return [floatField(2, value.float), 1];
  if ('graph' in value) return [bytesField(6, value.graph), 5];
  return [Buffer.concat(value.map((item) => varintField(8, item))), 7];
}

export interface GraphParts {
  readonly name: string;
  readonly nodes: readonly Uint8Array[];
  readonly initializers: readonly Uint8Array[];
  readonly inputs: readonly ValueInfo[];
  readonly outputs: readonly (ValueInfo | SequenceInfo)[];
}

export function graphProto({ name, nodes, initializers, inputs, outputs }: GraphParts): Uint8Array {
  return Buffer.concat([
    ...nodes.map((node) => bytesField(1, node)),
    bytesField(2, name),
    ...initializers.map((tensor) => bytesField(5, tensor)),
    ...inputs.map((info) => bytesField(11, valueInfo(info))),
    ...outputs.map((info) => bytesField(12, valueInfo(info))),
  ]);
}

export function modelProto(graph: Uint8Array, metadata: Readonly<Record<string, string>> = {}): Uint8Array {
  return Buffer.concat([
    varintField(1, IR_VERSION),
    bytesField(2, 'flowscope'),
    bytesField(7, graph),
    bytesField(8, Buffer.concat([bytesField(1, ''), varintField(2, OPSET)])),
    ...Object.entries(metadata).map(([key, value]) =>
      bytesField(14, Buffer.concat([bytesField(1, key), bytesField(2, value)])),
    ),
  ]);
}
