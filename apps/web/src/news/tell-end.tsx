import { Button } from '@mantine/core'
import type { NewsRunFragment as NewsRun } from '#gql/graphql.ts'
import { counted, percent } from '../format/figures.ts'
import { statuses } from '../run-state/status.ts'
import { notices } from '../ui/overlays.ts'
import { StatusIcon } from '../ui/status-icon.tsx'
import classes from './tell-end.module.css'

const READ_MS = 10_000
/** A failure is not to be missed by who was away for a minute. */
const READ_FAILURE_MS = 120_000

const titleOf = ({ name, number, status }: NewsRun): string => `${name} #${number} ${statuses[status].label}`

function textOf({ status, error, evaluation, epochsCompleted, epochsPlanned }: NewsRun): string {
  if (status === 'FAILED') return error ?? 'No reason was recorded.'
  if (evaluation) return `Accuracy on the test set: ${percent(evaluation.accuracy)}`
  return epochsPlanned > 0
    ? `${epochsCompleted} of ${epochsPlanned} epochs`
    : counted(epochsCompleted, 'epoch')
}

/** Says on the page that a run is over, with the way to it. */
export function showToast(run: NewsRun, open: () => unknown): void {
  const id = `ended ${run.id}`
  notices.show({
    id,
    title: titleOf(run),
    icon: <StatusIcon status={run.status} />,
    color: 'transparent',
    autoClose: run.status === 'FAILED' ? READ_FAILURE_MS : READ_MS,
    message: (
      <span className={classes.toast}>
        <span className={classes.text}>{textOf(run)}</span>
        <Button
          size="compact-xs"
          variant="default"
          onClick={() => {
            notices.hide(id)
            open()
          }}
        >
          Open
        </Button>
      </span>
    ),
  })
}

/** The same by the browser itself, once for all its pages. */
export function showBrowserNotification(run: NewsRun, open: () => unknown): void {
  if (!('Notification' in window) || Notification.permission !== 'granted') return
  const notification = new Notification(titleOf(run), {
    body: textOf(run),
    tag: run.id,
    icon: '/icon.svg',
  })
  notification.onclick = () => {
    window.focus()
    notification.close()
    open()
  }
}
