import { differenceColours, lightDark } from './cell-colour.ts'
import classes from './ramp-legend.module.css'

const samples = [-0.1, -0.05, -0.01, 0, 0.01, 0.05, 0.1]

/** What the diverging ramp says. */
export function DifferenceLegend({ first, second }: { readonly first: string; readonly second: string }) {
  return (
    <p className={classes.legend}>
      <span className={classes.ramp}>
        more of {first}
        <span className={classes.swatches} aria-hidden="true">
          {samples.map((difference) => (
            <span
              key={difference}
              style={{
                background: lightDark(
                  differenceColours('light', difference).background,
                  differenceColours('dark', difference).background,
                ),
              }}
            />
          ))}
        </span>
        more of {second}
      </span>
      <span>points of the row, up to 10</span>
    </p>
  )
}
