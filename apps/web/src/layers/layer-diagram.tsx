import type { LayerFieldsFragment as Layer } from '#gql/graphql.ts'
import { count, percent } from '../format/figures.ts'
import { outputShape } from '../run/layer-text.ts'
import classes from './layer-diagram.module.css'

/** Of the widest block, in percent; the narrowest still has room for its words. */
const NARROWEST = 56

type Props = {
  readonly layers: readonly Pick<Layer, 'index' | 'name' | 'type' | 'outputShape' | 'parameters'>[]
  /** Parameters of the whole model. */
  readonly total: number
  readonly chosen: string | null
  readonly onChoose: (name: string) => unknown
}

/** The layers from input to output: a block each, as wide as its output is large, with its share of the parameters. */
export function LayerDiagram({ layers, total, chosen, onChoose }: Props) {
  const widths = blockWidths(layers.map((layer) => layer.outputShape))
  return (
    <div className={classes.diagram}>
      <p className={classes.end}>input</p>
      <ol aria-label="Layers from input to output">
        {layers.map((layer, at) => {
          const share = total > 0 ? layer.parameters / total : 0
          return (
            <li key={layer.name}>
              <button
                type="button"
                className={classes.block}
                style={{ width: `${widths[at]}%` }}
                aria-pressed={layer.name === chosen}
                onClick={() => onChoose(layer.name)}
              >
                <span className={classes.type}>{layer.type}</span>
                <span className={classes.name}>{layer.name}</span>
                <span className={classes.parameters}>
                  {layer.parameters === 0 ? (
                    'no parameters'
                  ) : (
                    <>
                      <span className="number">{count(layer.parameters)}</span> parameters,{' '}
                      <span className="number">{percent(share)}</span>
                    </>
                  )}
                </span>
                <span className={classes.share} aria-hidden="true">
                  <span style={{ width: `${share * 100}%` }} />
                </span>
                <span className="visually-hidden"> output {outputShape(layer.outputShape)}</span>
              </button>
              <span className={classes.shape} aria-hidden="true">
                {outputShape(layer.outputShape)}
              </span>
            </li>
          )
        })}
      </ol>
      <p className={classes.end}>output</p>
    </div>
  )
}

/** Percents by the logarithm of how much each layer gives: 28x28x32 is wide, 10 is narrow. */
export function blockWidths(shapes: readonly (readonly (number | null)[])[]): number[] {
  const sizes = shapes.map((shape) => Math.log(shape.reduce<number>((size, side) => size * (side ?? 1), 1)))
  const [smallest, largest] = [Math.min(...sizes), Math.max(...sizes)]
  return sizes.map((size) =>
    largest === smallest
      ? 100
      : Math.round(NARROWEST + ((100 - NARROWEST) * (size - smallest)) / (largest - smallest)),
  )
}
