import { type CellKind, cellColours, lightDark } from './cell-colour.ts'
import classes from './ramp-legend.module.css'

const samples: { readonly [Kind in CellKind]: readonly number[] } = {
  right: [0.2, 0.4, 0.6, 0.8, 1],
  wrong: [0.005, 0.02, 0.06, 0.14, 0.3],
}

const ends: { readonly [Kind in CellKind]: string } = { right: '100 %', wrong: '30 %' }

/** What the two ramps say. */
export function RampLegend() {
  return (
    <p className={classes.legend}>
      <Ramp kind="right" label="recognised" />
      <Ramp kind="wrong" label="mistaken" />
      <span>share of the row</span>
    </p>
  )
}

function Ramp({ kind, label }: { readonly kind: CellKind; readonly label: string }) {
  return (
    <span className={classes.ramp}>
      {label} 0
      <span className={classes.swatches} aria-hidden="true">
        {samples[kind].map((share) => (
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
      {ends[kind]}
    </span>
  )
}
