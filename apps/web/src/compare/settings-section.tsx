'use client'

import { Switch } from '@mantine/core'
import { settingText } from '../format/setting-value.ts'
import classes from './compare.module.css'
import type { ComparedRun } from './run-figures.ts'
import { RunHeads } from './run-heads.tsx'
import { Section } from './section.tsx'
import { settingRows } from './settings-rows.ts'

type Props = {
  readonly runs: readonly ComparedRun[]
  readonly onlyDifferences: boolean
  readonly onOnlyDifferences: (only: boolean) => unknown
}

/** Every setting of every run; those that differ are marked. */
export function SettingsSection({ runs, onlyDifferences, onOnlyDifferences }: Props) {
  const rows = settingRows(runs)
  const differing = rows.filter(({ differs }) => differs)
  const shown = onlyDifferences ? differing : rows
  return (
    <Section
      title="Settings"
      tools={
        <>
          <Switch
            size="xs"
            label="Only differences"
            checked={onlyDifferences}
            onChange={(event) => onOnlyDifferences(event.currentTarget.checked)}
          />
          <span className={classes.unit} role="status">
            {differing.length} of {rows.length} differ
          </span>
        </>
      }
    >
      {shown.length === 0 ? (
        <p className={classes.empty}>
          {rows.length === 0 ? 'None of these runs tells its settings' : 'These runs have the same settings'}
        </p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        <section className={classes.scroll} tabIndex={0} aria-label="Settings of the runs">
          <table className={classes.table} aria-label="Settings">
            <RunHeads first="Setting" runs={runs} />
            <tbody>
              {shown.map(({ name, values, differs }) => (
                <tr key={name} data-differs={(differs && !onlyDifferences) || undefined}>
                  <th scope="row">
                    {name}
                    {differs && !onlyDifferences && (
                      <span className={classes.mark} title="differs">
                        ≠<span className="visually-hidden"> differs</span>
                      </span>
                    )}
                  </th>
                  {runs.map(({ id }, at) => (
                    <td key={id} title={settingText(values[at])}>
                      {settingText(values[at])}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
    </Section>
  )
}
