import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { CompiledTraining, Signature } from '../compile.ts'
import { messageOf } from '../message-of.ts'
import { TAG, writeSavedModel } from '../saved-model/write.ts'
import { tf } from './tensorflow.ts'

export type Values = Float32Array | Int32Array | Uint8Array
/** What goes in: row-major values, whose shape the graph knows. */
export type Feeds = Readonly<Record<string, Values>>

type LoadedSignature = {
  readonly signature: Signature
  readonly model: Awaited<ReturnType<typeof tf.node.loadSavedModel>>
}

/** A compiled training loaded into TensorFlow: its signatures, which share one session and its variables. */
export class Session<Name extends string = keyof CompiledTraining['signatures']> implements Disposable {
  readonly #signatures: ReadonlyMap<Name, LoadedSignature>

  private constructor(signatures: ReadonlyMap<Name, LoadedSignature>) {
    this.#signatures = signatures
  }

  /** Writes the graph as a SavedModel into a temporary folder and loads it. */
  static async load<Name extends string>(compiled: {
    readonly graph: CompiledTraining['graph']
    readonly signatures: Readonly<Record<Name, Signature>>
  }): Promise<Session<Name>> {
    const folder = mkdtempSync(path.join(tmpdir(), 'atelier-graph-'))
    using disposal = new DisposableStack()
    try {
      writeSavedModel(folder, compiled)
      const loaded = new Map<Name, LoadedSignature>()
      for (const name in compiled.signatures) {
        const model = await tf.node.loadSavedModel(folder, [TAG], name)
        disposal.defer(() => model.dispose())
        // The session now holds the graph. tfjs parses the whole file for every signature, only to read their list.
        if (loaded.size === 0) writeSavedModel(folder, { ...compiled, graph: { nodes: [] } })
        loaded.set(name, { signature: compiled.signatures[name], model })
      }
      disposal.move()
      return new Session(loaded)
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  }

  /**
   * Runs one signature. The call is synchronous: nothing else happens in this process meanwhile.
   * @throws Error of TensorFlow, with the signature's name in front
   */
  run(name: Name, feeds: Feeds): ReadonlyMap<string, Values> {
    const entry = this.#signatures.get(name)
    if (!entry) throw new Error(`the graph has no signature "${name}"`)
    const inputs: Record<string, tf.Tensor> = {}
    try {
      for (const [input, { buffer, byteOffset, byteLength }] of Object.entries(feeds))
        inputs[input] = tf.tensor(new Uint8Array(buffer, byteOffset, byteLength), [], 'string')
      return results(name, entry.model.predict(inputs))
    } catch (error) {
      throw new Error(`${name}: ${messageOf(error)}`, { cause: error })
    } finally {
      tf.dispose(inputs)
    }
  }

  [Symbol.dispose](): void {
    for (const { model } of this.#signatures.values()) model.dispose()
  }
}

function results(
  name: string,
  outputs: tf.Tensor | tf.Tensor[] | tf.NamedTensorMap,
): ReadonlyMap<string, Values> {
  if (outputs instanceof tf.Tensor || Array.isArray(outputs)) throw new Error(`${name} gave no named results`)
  try {
    return new Map(Object.entries(outputs).map(([key, tensor]) => [key, tensor.dataSync()]))
  } finally {
    tf.dispose(outputs)
  }
}
