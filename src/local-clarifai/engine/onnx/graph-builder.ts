import {
  ATTRIBUTE_TYPE,
  type AttributeMessage,
  DATA_TYPE,
  encodeModel,
  type NodeMessage,
  type TensorMessage,
  type ValueInfoMessage,
} from './model-proto.js';

/** The output of a node, for use as an input of others. */
export type Value = string & { readonly brand: 'value' };

type Attribute = number | string | readonly number[];

/** A fixed size, or the name of a size that can differ with each run. */
type Dimension = number | string;

/**
 * Writes a graph node by node. Operators: https://onnx.ai/onnx/operators, opset 17.
 * Whole-number attributes are written as integers; a fractional one (`alpha`) as a float.
 */
export interface GraphBuilder {
  input(name: string, shape: readonly Dimension[]): Value;
  constant(values: Float32Array, shape: readonly number[]): Value;
  integers(values: readonly number[]): Value;
  /** Integers of 8 or 32 bits. */
  smallIntegers(values: Uint8Array | Int8Array | Int32Array, shape: readonly number[]): Value;
  node(operator: string, inputs: readonly Value[], attributes?: Readonly<Record<string, Attribute>>): Value;
  /** Finishes the graph. @returns the bytes of an `.onnx` file. */
  finish(outputName: string, output: Value, shape: readonly Dimension[]): Uint8Array;
}

const IR_VERSION = 8;
const OPSET = 17;

export function createGraphBuilder(graphName: string): GraphBuilder {
  const nodes: NodeMessage[] = [];
  const constants: TensorMessage[] = [];
  const inputs: ValueInfoMessage[] = [];
  const addConstant = (tensor: Omit<TensorMessage, 'name'>): Value => {
    const name = `constant_${constants.length}`;
    constants.push({ name, ...tensor });
    return name as Value;
  };
  const node: GraphBuilder['node'] = (operator, nodeInputs, attributes = {}) => {
    const output = `value_${nodes.length}`;
    nodes.push({
      opType: operator,
      name: `node_${nodes.length}`,
      input: nodeInputs,
      output: [output],
      attribute: Object.entries(attributes).map(([name, value]) => toAttribute(name, value)),
    });
    return output as Value;
  };
  return {
    input(name, shape) {
      inputs.push(toValueInfo(name, shape));
      return name as Value;
    },
    constant: (values, shape) => addConstant({ dataType: DATA_TYPE.float, dims: shape, rawData: bytesOf(values) }),
    integers: (values) =>
      addConstant({
        dataType: DATA_TYPE.int64,
        dims: [values.length],
        rawData: bytesOf(BigInt64Array.from(values, BigInt)),
      }),
    smallIntegers(values, shape) {
      const dataType =
        values instanceof Int32Array ? DATA_TYPE.int32 : values instanceof Int8Array ? DATA_TYPE.int8 : DATA_TYPE.uint8;
      return addConstant({ dataType, dims: shape, rawData: bytesOf(values) });
    },
    node,
    finish(outputName, output, shape) {
      nodes.push({ opType: 'Identity', name: 'output', input: [output], output: [outputName], attribute: [] });
      return encodeModel({
        irVersion: IR_VERSION,
        producerName: 'rollcall',
        opsetImport: [{ domain: '', version: OPSET }],
        graph: {
          name: graphName,
          node: nodes,
          initializer: constants,
          input: inputs,
          output: [toValueInfo(outputName, shape)],
        },
      });
    },
  };
}

function toAttribute(name: string, value: Attribute): AttributeMessage {
  if (typeof value === 'string') return { name, type: ATTRIBUTE_TYPE.string, s: new TextEncoder().encode(value) };
  if (typeof value !== 'number') return { name, type: ATTRIBUTE_TYPE.ints, ints: value };
  return Number.isInteger(value)
    ? { name, type: ATTRIBUTE_TYPE.int, i: value }
    : { name, type: ATTRIBUTE_TYPE.float, f: value };
}

function toValueInfo(name: string, shape: readonly Dimension[]): ValueInfoMessage {
  const dim = shape.map((size) => (typeof size === 'number' ? { dimValue: size } : { dimParam: size }));
  return { name, type: { tensorType: { elemType: DATA_TYPE.float, shape: { dim } } } };
}

function bytesOf(array: Exclude<NodeJS.TypedArray, Uint8ClampedArray>): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}
