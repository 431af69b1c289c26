import { differenceColours, lightDark } from './cell-colour.ts'
import classes from './ramp-legend.module.css'
import { differences } from './ramp-samples.ts'

/** What the diverging ramp says. */
export function DifferenceLegend({ first, second }: { readonly first: string; readonly second: string }) {
  return (
    <p className={classes.legend}>
      <span className={classes.ramp}>
        more of {first}
        <span className={classes.swatches} aria-hidden="true">
          {differences.map((difference) => (
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
