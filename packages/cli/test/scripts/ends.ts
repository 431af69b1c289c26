import { init } from '@atelier/client'

// The ways in which a script ends: `ends.ts NAME WAY`.
const [name = '', way = ''] = process.argv.slice(2)
const run = await init({ project: 'ends', name })
run.log({ loss: 1 })
if (way === 'raise') throw new TypeError(`the data is gone${'!'.repeat(20_000)}`)
if (way === 'words') throw 'no more data'
if (way === 'reject') void Promise.reject(new Error('nobody waited'))
if (way.startsWith('exit')) process.exit(Number(way.split(' ')[1]))
if (way.startsWith('code')) process.exitCode = Number(way.split(' ')[1])
