'use client'

import { useApolloClient, useMutation } from '@apollo/client/react'
import { Button } from '@mantine/core'
import { DeleteRunsDocument } from '#gql/graphql.ts'
import { forgetRun } from '../apollo/forget-run.ts'
import { whyFailed } from '../apollo/why-failed.ts'
import { notices } from '../ui/overlays.ts'
import { type NamedRun, titleOf } from './names.tsx'
import { deleteLater } from './pending-deletes.ts'
import classes from './undo.module.css'

/**
 * Takes runs off the page at once and calls `onDone`; the server deletes them when the offer to undo has gone, or when
 * the page is left.
 */
export function useDeleteRuns(): (runs: readonly NamedRun[], onDone: () => unknown) => void {
  const { cache } = useApolloClient()
  const [remove] = useMutation(DeleteRunsDocument)
  const fail = (runs: readonly NamedRun[], message: string) =>
    notices.show({ color: 'red', title: `${titleOf(runs)} not deleted`, message })
  const removeAll = async (runs: readonly NamedRun[], leaving: boolean) => {
    try {
      const { data } = await remove({
        variables: { ids: runs.map((run) => run.id) },
        ...(leaving && { context: { fetchOptions: { keepalive: true } } }),
      })
      const refusal = data?.deleteRuns.userErrors[0]?.message
      if (refusal) return fail(runs, refusal)
      for (const id of data?.deleteRuns.deletedIds ?? []) forgetRun(cache, id)
    } catch (error) {
      fail(runs, whyFailed(error))
    }
  }
  return (runs, onDone) => {
    const notice = `deleted ${runs.map((run) => run.id).join(' ')}`
    const { undo } = deleteLater(
      runs.map((run) => run.id),
      (leaving) => {
        notices.hide(notice)
        return removeAll(runs, leaving)
      },
    )
    onDone()
    notices.show({
      id: notice,
      title: `${titleOf(runs)} deleted`,
      message: (
        <span className={classes.undo}>
          {runs.length === 1 ? 'Its' : 'Their'} epochs, confusion matrices and predictions go too.
          <Button
            size="compact-xs"
            variant="default"
            onClick={() => {
              undo()
              notices.hide(notice)
            }}
          >
            Undo
          </Button>
        </span>
      ),
      // It goes when the runs do, also where a pointer rests on it.
      autoClose: false,
      withCloseButton: false,
    })
  }
}
