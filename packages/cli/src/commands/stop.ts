import { createClient } from '@atelier/client'
import { madeBy } from '../fail.ts'
import { StopDocument } from '../gql/graphql.ts'
import { command } from './command.ts'

export const stop = command({
  name: 'stop',
  description: 'Stops a waiting or running run; what it recorded stays',
  args: { id: { type: 'positional', required: true, description: 'The run' } },
  async run({ url, workspace, id }) {
    const { stopRun } = await createClient({ url, workspace }).ask(StopDocument, { id })
    const { status } = madeBy(stopRun.run, stopRun.userErrors)
    process.stderr.write(status === 'STOPPED' ? 'The run is stopped.\n' : 'The run stops within seconds.\n')
  },
})
