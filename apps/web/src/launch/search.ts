import { createLoader, parseAsString } from 'nuqs/server'
import type { LaunchPageQueryVariables } from '#gql/graphql.ts'

/** `from`: the run to launch again; `project`: where the new run belongs. */
export const loadLaunchSearch = createLoader({ from: parseAsString, project: parseAsString })

/** The query's variables: the same on the server and in the browser. */
export const launchVariables = (from: string | null): LaunchPageQueryVariables => ({
  from: from ?? '',
  again: from !== null,
})
