'use client'

import { useMutation } from '@apollo/client/react'
import { DrainWorkerDocument, ResumeWorkerDocument, type WorkersQuery } from '#gql/graphql.ts'
import { whyFailed } from '../apollo/why-failed.ts'
import { dialogs, notices } from '../ui/overlays.ts'

type Worker = Pick<WorkersQuery['workers'][number], 'id' | 'name' | 'runs'>

/** Has a worker take nothing new, once that was confirmed, or take runs again. */
export function useDrainWorker() {
  const [drain] = useMutation(DrainWorkerDocument)
  const [resume] = useMutation(ResumeWorkerDocument)
  const tell = async (title: string, ask: () => Promise<string | undefined>) => {
    const message = await ask().catch(whyFailed)
    if (message !== undefined) notices.show({ color: 'red', title, message })
  }
  return {
    drain: ({ id, name, runs }: Worker) =>
      dialogs.confirm({
        title: `Drain the worker ${name}`,
        children: (
          <p>
            {unfinished(runs)} takes no more runs until it is resumed. Runs that wait are left to other
            workers.
          </p>
        ),
        labels: { confirm: 'Drain worker', cancel: 'Cancel' },
        onConfirm: () =>
          void tell(`The worker ${name} was not drained`, async () => {
            const { data } = await drain({ variables: { id } })
            return data?.drainWorker.userErrors[0]?.message
          }),
      }),
    resume: ({ id, name }: Worker) =>
      void tell(`The worker ${name} was not resumed`, async () => {
        const { data } = await resume({ variables: { id } })
        return data?.resumeWorker.userErrors[0]?.message
      }),
  }
}

/** How the sentence begins that says what draining means. */
function unfinished(runs: Worker['runs']): string {
  const [first] = runs
  if (!first) return 'It'
  if (runs.length > 1) return `It trains its ${runs.length} runs to their end and`
  return `It trains ${first.name} #${first.number} to its end and`
}
