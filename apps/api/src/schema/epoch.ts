import type { HistoryEpoch } from '@atelier/db'
import { builder } from './builder.ts'

export const Epoch = builder.objectRef<HistoryEpoch>('Epoch').implement({
  description: "One pass over the training images, with the figures of Keras's history.",
  fields: (t) => ({
    index: t.exposeInt('index', { description: 'From 1.' }),
    loss: t.exposeFloat('loss', { description: 'Training loss, mean over the epoch.' }),
    accuracy: t.exposeFloat('accuracy', { description: 'Training accuracy over the epoch, from 0 to 1.' }),
    validationLoss: t.exposeFloat('validationLoss', { nullable: true, description: 'After the epoch.' }),
    validationAccuracy: t.exposeFloat('validationAccuracy', {
      nullable: true,
      description: 'After the epoch, from 0 to 1.',
    }),
    learningRate: t.exposeFloat('learningRate', { description: 'At the end of the epoch.' }),
    seconds: t.exposeFloat('seconds', {
      description: 'Wall time of the training steps, without validation.',
    }),
    examplesPerSecond: t.exposeFloat('examplesPerSecond', { description: 'Training images a second.' }),
    finishedAt: t.expose('finishedAt', { type: 'DateTime', description: 'When it was recorded.' }),
  }),
})
