import { existsSync } from 'node:fs'
import { sync as syncSpool } from '@atelier/client'
import { Failure } from '../fail.ts'
import { command } from './command.ts'

export const sync = command({
  name: 'sync',
  description:
    'Sends what scripts have left on this machine, after an outage or a crash; nothing arrives twice',
  args: {
    spool: {
      type: 'string',
      description: 'The folder (ATELIER_SPOOL, else ~/.local/state/atelier/spool)',
      valueHint: 'folder',
    },
  },
  async run({ url, workspace, spool }) {
    if (spool !== undefined && !existsSync(spool)) throw new Failure(`There is no folder ${spool}.`, 2)
    const tell = (message: string) => process.stderr.write(`${message}\n`)
    const { sent, held, failed } = await syncSpool({ url, workspace, spool, tell })
    if (sent + held + failed === 0) process.stdout.write('Nothing to send.\n')
    else
      process.stdout.write(`${sent} sent, ${held} still being sent by their scripts, ${failed} not sent.\n`)
    if (failed > 0) throw new Failure('Not everything was sent; call it again later.')
  },
})
