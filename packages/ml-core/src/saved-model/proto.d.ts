/** The part of the protobuf messages in @tensorflow/tfjs-node-gpu/dist/proto/api_pb.js that the writer uses. */
declare module '@tensorflow/tfjs-node-gpu/dist/proto/api_pb.js' {
  interface MessageMap<V> {
    set(key: string, value: V): this
  }
  class Dim {
    setSize(size: number): void
  }
  class TensorShape {
    static Dim: typeof Dim
    addDim(dim: Dim): Dim
  }
  class TensorProto {
    setDtype(dtype: number): void
    setTensorShape(shape: TensorShape): void
    setTensorContent(bytes: Uint8Array): void
  }
  class ListValue {
    setIList(values: number[]): void
  }
  class AttrValue {
    static ListValue: typeof ListValue
    setB(value: boolean): void
    setI(value: number): void
    setF(value: number): void
    setS(value: Uint8Array): void
    setType(dtype: number): void
    setShape(shape: TensorShape): void
    setTensor(tensor: TensorProto): void
    setList(list: ListValue): void
  }
  class NodeDef {
    setName(name: string): void
    setOp(op: string): void
    setInputList(inputs: string[]): void
    getAttrMap(): MessageMap<AttrValue>
  }
  class VersionDef {
    setProducer(version: number): void
  }
  class GraphDef {
    setNodeList(nodes: NodeDef[]): void
    setVersions(versions: VersionDef): void
  }
  class TensorInfo {
    setName(name: string): void
    setDtype(dtype: number): void
    setTensorShape(shape: TensorShape): void
  }
  class SignatureDef {
    getInputsMap(): MessageMap<TensorInfo>
    getOutputsMap(): MessageMap<TensorInfo>
    setMethodName(name: string): void
  }
  class MetaInfoDef {
    setTagsList(tags: string[]): void
  }
  class MetaGraphDef {
    static MetaInfoDef: typeof MetaInfoDef
    setMetaInfoDef(info: MetaInfoDef): void
    setGraphDef(graph: GraphDef): void
    getSignatureDefMap(): MessageMap<SignatureDef>
  }
  class SavedModel {
    setSavedModelSchemaVersion(version: number): void
    setMetaGraphsList(graphs: MetaGraphDef[]): void
    serializeBinary(): Uint8Array
  }
  const messages: {
    TensorShape: typeof TensorShape
    Tensor: typeof TensorProto
    AttrValue: typeof AttrValue
    NodeDef: typeof NodeDef
    VersionDef: typeof VersionDef
    GraphDef: typeof GraphDef
    TensorInfo: typeof TensorInfo
    SignatureDef: typeof SignatureDef
    MetaGraphDef: typeof MetaGraphDef
    SavedModel: typeof SavedModel
  }

  export type { AttrValue, NodeDef, SignatureDef, TensorProto, TensorShape }
  export default messages
}
