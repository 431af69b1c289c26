import { type CellKind, cellColours, lightDark } from './cell-colour.ts'
import classes from './ramp-legend.module.css'
import { ramps } from './ramp-samples.ts'

/** What the two ramps say. */
export function RampLegend() {
  return (
    <p className={classes.legend}>
      <Ramp kind="right" />
      <Ramp kind="wrong" />
      <span>share of the row</span>
    </p>
  )
}

function Ramp({ kind }: { readonly kind: CellKind }) {
  const { label, samples, end } = ramps[kind]
  return (
    <span className={classes.ramp}>
      {label} 0
      <span className={classes.swatches} aria-hidden="true">
        {samples.map((share) => (
          <span
            key={share}
            style={{
              background: lightDark(
                cellColours('light', kind, share).background,
                cellColours('dark', kind, share).background,
              ),
            }}
          />
        ))}
      </span>
      {end}
    </span>
  )
}
