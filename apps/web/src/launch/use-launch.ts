'use client'

import { useMutation } from '@apollo/client/react'
import type { DatasetInfo } from '@atelier/ml-core/spec'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import type { UseFormSetError } from 'react-hook-form'
import { LaunchRunDocument } from '#gql/graphql.ts'
import { whyFailed } from '../apollo/why-failed.ts'
import type { Project } from '../run-list/choose-project.ts'
import { checkValues, fieldOf } from './check-values.ts'
import { type LaunchValues, launchInput } from './launch-values.ts'

/** Launches and leads to the run. What the server refuses is shown at its field; what was typed stays. */
export function useLaunch(project: Project, dataset: DatasetInfo, setError: UseFormSetError<LaunchValues>) {
  const router = useRouter()
  const [failure, setFailure] = useState<string>()
  const [mutate] = useMutation(LaunchRunDocument)
  const launch = async (values: LaunchValues) => {
    setFailure(undefined)
    const { spec } = checkValues(values, dataset)
    if (!spec) return
    try {
      const { data } = await mutate({ variables: { input: launchInput(values, spec, project.id) } })
      const { run, userErrors } = data?.launchRun ?? { run: null, userErrors: [] }
      if (run) return router.push(`/runs/${run.id}`)
      for (const { path, message } of userErrors) {
        if (path.length === 0 || path[0] === 'projectId') setFailure(message)
        else setError(fieldOf(path), { type: 'server', message }, { shouldFocus: true })
      }
    } catch (error) {
      setFailure(`${whyFailed(error)} Nothing was launched, and what you typed is still here.`)
    }
  }
  return { launch, failure }
}
