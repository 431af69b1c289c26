'use client'

import { useMutation } from '@apollo/client/react'
import { StopRunDocument } from '#gql/graphql.ts'
import { whyFailed } from '../apollo/why-failed.ts'
import { dialogs, notices } from '../ui/overlays.ts'
import { type NamedRun, Names, nameOf, titleOf } from './names.tsx'

/** Asks, by name, then stops. `onStop` is called when the person said yes, `onRefused` when a run could not be stopped. */
export function useStopRuns() {
  const [stop] = useMutation(StopRunDocument)
  const stopOne = async (run: NamedRun): Promise<boolean> => {
    try {
      const { data } = await stop({ variables: { id: run.id } })
      const refusal = data?.stopRun.userErrors[0]?.message
      if (refusal) notices.show({ color: 'red', title: `${nameOf(run)} was not stopped`, message: refusal })
      return !refusal
    } catch (error) {
      const title = `${nameOf(run)} was not stopped`
      notices.show({ color: 'red', title, message: whyFailed(error) })
      return false
    }
  }
  return (runs: readonly NamedRun[], onStop = () => {}, onRefused = () => {}) =>
    dialogs.confirm({
      title: `Stop ${titleOf(runs)}`,
      children: (
        <>
          <p>
            Training ends within two seconds. What was recorded so far stays; a stopped run cannot be
            continued.
          </p>
          <Names runs={runs} />
        </>
      ),
      labels: { confirm: runs.length === 1 ? 'Stop run' : `Stop ${runs.length} runs`, cancel: 'Let it run' },
      confirmProps: { color: 'red' },
      onConfirm: () => {
        onStop()
        void Promise.all(runs.map(stopOne)).then((stopped) => stopped.includes(false) && onRefused())
      },
    })
}
