'use client'

import { useMutation } from '@apollo/client/react'
import { modals } from '@mantine/modals'
import { notifications } from '@mantine/notifications'
import { DrainWorkerDocument, ResumeWorkerDocument, type WorkersQuery } from '#gql/graphql.ts'
import { whyFailed } from '../apollo/why-failed.ts'

type Worker = Pick<WorkersQuery['workers'][number], 'id' | 'host' | 'run'>

/** Has a worker take nothing new, once that was confirmed, or take runs again. */
export function useDrainWorker() {
  const [drain] = useMutation(DrainWorkerDocument)
  const [resume] = useMutation(ResumeWorkerDocument)
  const tell = async (title: string, ask: () => Promise<string | undefined>) => {
    const message = await ask().catch(whyFailed)
    if (message !== undefined) notifications.show({ color: 'red', title, message })
  }
  return {
    drain: ({ id, host, run }: Worker) =>
      modals.openConfirmModal({
        title: `Drain the worker on ${host}`,
        children: (
          <p>
            {run ? `It trains ${run.name} #${run.number} to its end and` : 'It'} takes no more runs until it
            is resumed. Runs that wait are left to other workers.
          </p>
        ),
        labels: { confirm: 'Drain worker', cancel: 'Cancel' },
        onConfirm: () =>
          void tell(`The worker on ${host} was not drained`, async () => {
            const { data } = await drain({ variables: { id } })
            return data?.drainWorker.userErrors[0]?.message
          }),
      }),
    resume: ({ id, host }: Worker) =>
      void tell(`The worker on ${host} was not resumed`, async () => {
        const { data } = await resume({ variables: { id } })
        return data?.resumeWorker.userErrors[0]?.message
      }),
  }
}
