import { setTimeout as delay } from 'node:timers/promises'
import { init } from '@atelier/client'

// A training that logs everything there is to log: `train.ts STEPS PAUSE`; prints each step once it is logged.
const [steps = 0, pause = 0] = process.argv.slice(2).map(Number)
const run = await init({
  project: 'Cloth & Co',
  config: { optimizer: { lr: 0.01 }, layers: [32, 10] },
  name: 'from node',
  tags: ['script'],
})
const settings = { units: 10 }
run.logLayers([{ name: 'dense', type: 'Dense', outputShape: [null, 10], parameters: 7850, settings }])
for (let step = 1; step <= steps; step++) {
  run.log({ loss: 1 / step, accuracy: step / steps }, { step })
  process.stdout.write(`${step}\n`)
  if (pause > 0) await delay(1000 * pause)
}
run.logLine('the last step is done')
run.logEpoch({
  ...{ index: 1, loss: 0.5, accuracy: 0.75, validationLoss: 0.6, validationAccuracy: 0.7 },
  ...{ learningRate: 0.01, seconds: 2, examplesPerSecond: 100 },
})
const counts = [
  [1, 0],
  [1, 2],
]
run.logConfusionMatrix({ epoch: 1, split: 'TEST', labels: ['no', 'yes'], counts })
const judged = { actual: [0, 1, 1, 1], predicted: [0, 0, 1, 1], confidence: [0.9, 0.6, 0.8, 0.7] }
run.logPredictions({ epoch: 1, split: 'TEST', ...judged })
run.logEvaluation({ epoch: 1, loss: 0.6, accuracy: 0.75, examples: 4 })
await run.finish({ timeout: 1000 * Number(process.env.PATIENCE ?? 10) })
