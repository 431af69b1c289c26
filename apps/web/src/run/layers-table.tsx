import type { LayerFieldsFragment as Layer } from '#gql/graphql.ts'
import { count } from '../format/figures.ts'
import table from '../ui/table.module.css'
import { outputShape, settingsText } from './layer-text.ts'
import classes from './layers-table.module.css'

type Props = {
  readonly layers: readonly Pick<
    Layer,
    'index' | 'name' | 'type' | 'outputShape' | 'parameters' | 'settings'
  >[]
  readonly parameterCount: {
    readonly total: number
    readonly trainable: number
    readonly nonTrainable: number
  } | null
  /** Name of the layer that is looked at. */
  readonly chosen: string | null
  readonly onChoose: (name: string) => unknown
}

/** Keras's `model.summary()`. */
export function LayersTable({ layers, parameterCount, chosen, onChoose }: Props) {
  const most = Math.max(1, ...layers.map((layer) => layer.parameters))
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section className={classes.scroll} aria-label="Layers" tabIndex={0}>
      <table className={`${table.table} ${classes.table}`}>
        <thead>
          <tr>
            <th>#</th>
            <th>Layer</th>
            <th>Settings</th>
            <th>Output</th>
            <th>Parameters</th>
          </tr>
        </thead>
        <tbody>
          {layers.map((layer) => (
            <tr key={layer.index} data-chosen={layer.name === chosen || undefined}>
              <td className="number">{layer.index}</td>
              <td>
                <button
                  type="button"
                  className={classes.open}
                  aria-pressed={layer.name === chosen}
                  onClick={() => onChoose(layer.name)}
                >
                  <span className={classes.type}>{layer.type}</span>
                  <span className={classes.name}>{layer.name}</span>
                </button>
              </td>
              <td className={classes.settings}>{settingsText(layer.settings)}</td>
              <td className="number">{outputShape(layer.outputShape)}</td>
              <td>
                <span className={classes.share} style={{ width: `${(layer.parameters / most) * 36}px` }} />
                <span className="number">{count(layer.parameters)}</span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {parameterCount && (
        <dl className={classes.totals}>
          <div>
            <dt>Total</dt>
            <dd className="number">{count(parameterCount.total)}</dd>
          </div>
          <div>
            <dt>Trainable</dt>
            <dd className="number">{count(parameterCount.trainable)}</dd>
          </div>
          <div>
            <dt>Non-trainable</dt>
            <dd className="number">{count(parameterCount.nonTrainable)}</dd>
          </div>
        </dl>
      )}
    </section>
  )
}
