'use client'

import { useApolloClient, useMutation } from '@apollo/client/react'
import { modals } from '@mantine/modals'
import { notifications } from '@mantine/notifications'
import { DeleteRunsDocument } from '#gql/graphql.ts'
import { forgetRun } from '../apollo/forget-run.ts'
import { whyFailed } from '../apollo/why-failed.ts'
import { type NamedRun, Names, titleOf } from './names.tsx'

/** Asks, by name, then deletes; `onDone` is called once they are gone. */
export function useDeleteRuns(): (runs: readonly NamedRun[], onDone: () => unknown) => void {
  const { cache } = useApolloClient()
  const [remove] = useMutation(DeleteRunsDocument)
  const fail = (runs: readonly NamedRun[], message: string) =>
    notifications.show({ color: 'red', title: `${titleOf(runs)} not deleted`, message })
  const removeAll = async (runs: readonly NamedRun[], onDone: () => unknown) => {
    try {
      const { data } = await remove({ variables: { ids: runs.map((run) => run.id) } })
      const refusal = data?.deleteRuns.userErrors[0]?.message
      if (refusal) return fail(runs, refusal)
      onDone()
      for (const id of data?.deleteRuns.deletedIds ?? []) forgetRun(cache, id)
    } catch (error) {
      fail(runs, whyFailed(error))
    }
  }
  return (runs, onDone) =>
    modals.openConfirmModal({
      title: `Delete ${titleOf(runs)}`,
      children: (
        <>
          <p>Its epochs, confusion matrices and predictions are deleted with it. This cannot be undone.</p>
          <Names runs={runs} />
        </>
      ),
      labels: { confirm: runs.length === 1 ? 'Delete run' : `Delete ${runs.length} runs`, cancel: 'Keep' },
      confirmProps: { color: 'red' },
      onConfirm: () => void removeAll(runs, onDone),
    })
}
