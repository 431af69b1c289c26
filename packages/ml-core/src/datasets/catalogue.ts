import type { DatasetInfo } from '../spec/training.ts'

/** Data sets that can be trained on, by name. Adding one: its facts here, its files in fetch-files.ts (docs/datasets.md). */
export const datasets: readonly DatasetInfo[] = [
  {
    name: 'fashion-mnist',
    title: 'Fashion-MNIST',
    labels: [
      'T-shirt/top',
      'Trouser',
      'Pullover',
      'Dress',
      'Coat',
      'Sandal',
      'Shirt',
      'Sneaker',
      'Bag',
      'Ankle boot',
    ],
    inputShape: [28, 28, 1],
    trainCount: 60_000,
    testCount: 10_000,
  },
]

export const findDataset = (name: string): DatasetInfo | undefined =>
  datasets.find((dataset) => dataset.name === name)
