/// <reference path="./proto.d.ts" />
import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import messages, {
  type AttrValue,
  type SignatureDef,
  type TensorShape,
} from '@tensorflow/tfjs-node-gpu/dist/proto/api_pb.js'
import type { Signature } from '../compile.ts'
import { type TensorShape as Dims, DTYPE_CODES, type DType } from '../graph/dtype.ts'
import type { Graph, Node, Tensor } from '../graph/graph.ts'
import type { AttributeKind, Constant } from '../graph/ops.ts'
import { ops } from '../graph/ops.ts'
import { constantBytes } from './constant-bytes.ts'

/** Tag under which the graph is stored: signatures loaded with one path and tag share one session. */
export const TAG = 'serve'

/** TensorFlow's version of the graph format whose ops the compiler writes (TensorFlow 2.9 and later read it). */
const PRODUCER = 1087

/** Writes `saved_model.pb` into a folder, which is made if need be. No variables folder: `set_state` fills them. */
export function writeSavedModel(
  folder: string,
  {
    graph,
    signatures,
  }: { readonly graph: Pick<Graph, 'nodes'>; readonly signatures: Readonly<Record<string, Signature>> },
): void {
  mkdirSync(folder, { recursive: true })
  writeFileSync(path.join(folder, 'saved_model.pb'), encodeSavedModel(graph.nodes, signatures))
}

/** The bytes of a SavedModel of one graph. */
export function encodeSavedModel(
  nodes: readonly Node[],
  signatures: Readonly<Record<string, Signature>>,
): Uint8Array {
  const versions = new messages.VersionDef()
  versions.setProducer(PRODUCER)
  const graphDef = new messages.GraphDef()
  graphDef.setNodeList(nodes.map(nodeDef))
  graphDef.setVersions(versions)
  const info = new messages.MetaGraphDef.MetaInfoDef()
  info.setTagsList([TAG])
  const metaGraph = new messages.MetaGraphDef()
  metaGraph.setMetaInfoDef(info)
  metaGraph.setGraphDef(graphDef)
  for (const [name, signature] of Object.entries(signatures))
    metaGraph.getSignatureDefMap().set(name, signatureDef(signature))
  const savedModel = new messages.SavedModel()
  savedModel.setSavedModelSchemaVersion(1)
  savedModel.setMetaGraphsList([metaGraph])
  return savedModel.serializeBinary()
}

function nodeDef(node: Node): InstanceType<typeof messages.NodeDef> {
  const def = new messages.NodeDef()
  def.setName(node.name)
  def.setOp(node.op)
  def.setInputList([...node.inputs.map(tensorName), ...node.after.map((other) => `^${other.name}`)])
  const attributes = def.getAttrMap()
  const { types, attributes: kinds } = ops[node.op]
  for (const [name, input] of Object.entries(types)) {
    const tensor = node.inputs[input]
    if (!tensor) throw new Error(`${node.name}: ${node.op} needs an input ${input}`)
    attributes.set(name, encode.dtype(tensor.dtype))
  }
  const values = new Map<string, unknown>(Object.entries(node.attributes))
  for (const [name, kind] of Object.entries<AttributeKind>(kinds))
    attributes.set(name, encodeAs(kind, values.get(name), node))
  return def
}

const tensorName = ({ node, index }: Tensor): string => (index === 0 ? node.name : `${node.name}:${index}`)

function attribute(fill: (value: AttrValue) => void): AttrValue {
  const value = new messages.AttrValue()
  fill(value)
  return value
}

/** Attributes of a node are typed by its op; here, where all ops meet, each value is checked against its kind. */
function encodeAs(kind: AttributeKind, value: unknown, node: Node): AttrValue {
  const wrong = (): never => {
    throw new Error(`${node.name}: an attribute of ${node.op} should be ${kind}, but is ${String(value)}`)
  }
  switch (kind) {
    case 'bool':
      return typeof value === 'boolean' ? encode.bool(value) : wrong()
    case 'int':
      return typeof value === 'number' ? encode.int(value) : wrong()
    case 'float':
      return typeof value === 'number' ? encode.float(value) : wrong()
    case 'string':
      return typeof value === 'string' ? encode.string(value) : wrong()
    case 'dtype':
      return isDType(value) ? encode.dtype(value) : wrong()
    case 'shape':
      return isDims(value) ? encode.shape(value) : wrong()
    case 'ints':
      return isInts(value) ? encode.ints(value) : wrong()
    case 'constant':
      return isConstant(value) ? encode.constant(value) : wrong()
  }
}

const isDType = (value: unknown): value is DType => typeof value === 'string' && value in DTYPE_CODES
const isInts = (value: unknown): value is readonly number[] =>
  Array.isArray(value) && value.every((entry) => typeof entry === 'number')
const isDims = (value: unknown): value is Dims =>
  Array.isArray(value) && value.every((entry) => entry === null || typeof entry === 'number')
const isConstant = (value: unknown): value is Constant =>
  typeof value === 'object' && value !== null && 'values' in value && isInts(value.values)

const encode = {
  bool: (value: boolean) => attribute((attr) => attr.setB(value)),
  int: (value: number) => attribute((attr) => attr.setI(value)),
  float: (value: number) => attribute((attr) => attr.setF(value)),
  string: (value: string) => attribute((attr) => attr.setS(new TextEncoder().encode(value))),
  dtype: (value: DType) => attribute((attr) => attr.setType(DTYPE_CODES[value])),
  shape: (value: Dims) => attribute((attr) => attr.setShape(shape(value))),
  ints: (value: readonly number[]) =>
    attribute((attr) => {
      const list = new messages.AttrValue.ListValue()
      list.setIList([...value])
      attr.setList(list)
    }),
  constant: (value: Constant) =>
    attribute((attr) => {
      const tensor = new messages.Tensor()
      tensor.setDtype(DTYPE_CODES[value.dtype])
      tensor.setTensorShape(shape(value.shape))
      tensor.setTensorContent(constantBytes(value))
      attr.setTensor(tensor)
    }),
}

function shape(dims: Dims): TensorShape {
  const result = new messages.TensorShape()
  for (const size of dims) {
    const dim = new messages.TensorShape.Dim()
    dim.setSize(size ?? -1)
    result.addDim(dim)
  }
  return result
}

function signatureDef({ inputs, outputs }: Signature): SignatureDef {
  const def = new messages.SignatureDef()
  def.setMethodName('tensorflow/serving/predict')
  const fill = (
    map: ReturnType<SignatureDef['getInputsMap']>,
    tensors: Readonly<Record<string, Tensor>>,
  ): void => {
    for (const [name, tensor] of Object.entries(tensors)) {
      const info = new messages.TensorInfo()
      info.setName(`${tensor.node.name}:${tensor.index}`)
      info.setDtype(DTYPE_CODES[tensor.dtype])
      info.setTensorShape(shape(tensor.shape))
      map.set(name, info)
    }
  }
  fill(def.getInputsMap(), inputs)
  fill(def.getOutputsMap(), outputs)
  return def
}
