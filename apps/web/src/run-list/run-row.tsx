'use client'

import { Checkbox } from '@mantine/core'
import Link from 'next/link'
import { memo } from 'react'
import type { RunRowFieldsFragment as Row } from '#gql/graphql.ts'
import { loss, percentFigure } from '../format/figures.ts'
import { bestEpoch } from '../run-state/best-epoch.ts'
import { Age } from '../ui/age.tsx'
import { StatusIcon } from '../ui/status-icon.tsx'
import { placeOn, type Scale } from './accuracy-scale.ts'
import { RowProgress } from './row-progress.tsx'
import classes from './run-table.module.css'
import { type ListedSetting, listedSettings } from './settings-that-differ.ts'
import { Sparkline } from './sparkline.tsx'

type Props = {
  readonly run: Row
  readonly scale: Scale
  readonly differing: ReadonlySet<ListedSetting>
  readonly chosen: boolean
  readonly onToggle: (() => void) | undefined
}

/** One run of the list. A row that did not change is not drawn again. */
export const RunRow = memo(
  function RunRow({ run, scale, differing, chosen, onToggle }: Props) {
    const best = bestEpoch(run.history)
    const last = run.history.at(-1)
    const setting = (name: ListedSetting) => (
      <span className="number" data-differs={differing.has(name) || undefined}>
        {run.config ? listedSettings[name](run.config) : '–'}
      </span>
    )
    return (
      <tr data-chosen={chosen || undefined}>
        <td className={classes.choose}>
          {onToggle && <Checkbox aria-label={`Choose ${run.name}`} checked={chosen} onChange={onToggle} />}
        </td>
        <td className={classes.name}>
          <div className={classes.nameCell}>
            <StatusIcon status={run.status} labelled />
            <Link href={`/runs/${run.id}`} className={classes.link} data-row>
              {run.name}
            </Link>
            <span className={classes.runNumber}>#{run.number}</span>
            {run.tags.map((tag) => (
              <span key={tag} className={classes.tag}>
                {tag}
              </span>
            ))}
          </div>
        </td>
        <td className={classes.progress}>
          <RowProgress run={run} />
        </td>
        <td className={classes.spark}>
          <Sparkline run={run} scale={scale} />
        </td>
        <td className={classes.figure}>
          <Bar value={best?.validationAccuracy ?? null} scale={scale} />
        </td>
        <td className={classes.figure}>
          <span className="number">{percentFigure(last?.validationAccuracy)}</span>
        </td>
        <td className={classes.figure}>
          <span className="number">{loss(last?.validationLoss)}</span>
        </td>
        <td className={classes.figure}>
          <span className="number">{percentFigure(run.evaluation?.accuracy)}</span>
        </td>
        <td className={classes.model}>
          {setting('model')}
          {run.config?.precision === 'BFLOAT16' && <span className={classes.tag}>bf16</span>}
        </td>
        <td className={classes.setting}>{setting('batchSize')}</td>
        <td className={classes.setting}>{setting('learningRate')}</td>
        <td className={classes.setting}>{setting('epochs')}</td>
        <td className={classes.age}>
          <Age at={run.createdAt} />
        </td>
      </tr>
    )
  },
  (before, after) =>
    before.run === after.run &&
    before.chosen === after.chosen &&
    before.scale.low === after.scale.low &&
    before.scale.high === after.scale.high &&
    [...before.differing].join() === [...after.differing].join(),
)

/** A number over a bar on the column's scale. */
function Bar({ value, scale }: { readonly value: number | null; readonly scale: Scale }) {
  return (
    <span className={classes.bar}>
      {value !== null && (
        <span className={classes.fill} style={{ width: `${placeOn(scale, value) * 100}%` }} />
      )}
      <span className="number">{percentFigure(value)}</span>
    </span>
  )
}
