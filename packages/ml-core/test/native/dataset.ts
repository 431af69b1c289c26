import { loadDataset } from '../../src/datasets/load.ts'
import { findDataset } from '../../src/spec/index.ts'
import { dataFolder } from './data-folder.ts'

const info = findDataset('fashion-mnist')
if (!info) throw new Error('the catalogue has Fashion-MNIST')

/** Fashion-MNIST, read once for all tests of a file: unpacking it takes as long as a small training. */
export const dataset = await loadDataset(dataFolder, info)
