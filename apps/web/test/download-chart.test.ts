import { expect, test } from 'vitest'
import { csvOf } from '../src/charts/csv.ts'
import { curveTable } from '../src/charts/curve-rows.ts'
import { fileName } from '../src/charts/save-file.ts'
import { epoch } from './run-on-page.ts'

test('a table of a metric has every epoch with every digit, under the names of the API', () => {
  const history = [
    epoch(1, { loss: 0.1 + 0.2, validationLoss: null }),
    epoch(2, { loss: 1e-7, validationLoss: 2 }),
  ]
  expect(csvOf(curveTable(history, 'loss'))).toBe(
    'epoch,loss,val_loss\r\n1,0.30000000000000004,\r\n2,1e-7,2\r\n',
  )
  expect(csvOf(curveTable([epoch(1, { accuracy: 0.5, validationAccuracy: 0.25 })], 'accuracy'))).toBe(
    'epoch,accuracy,val_accuracy\r\n1,0.5,0.25\r\n',
  )
})

test('names with commas and quotes are quoted, and none is a formula', () => {
  expect(csvOf([['epoch', 'a, "b"', '=1+1', '-x']])).toBe('epoch,"a, ""b""",\'=1+1,\'-x\r\n')
})

test.each([
  [['baseline mlp #42', 'loss'], 'csv', 'baseline-mlp-42-loss.csv'],
  [['../../etc/passwd', 'loss'], 'svg', 'etc-passwd-loss.svg'],
  [['größer 99.5 %', 'learning rate'], 'png', 'größer-99.5-learning-rate.png'],
  [['###', ''], 'png', 'chart.png'],
])('the file of %j is %s: %s', (parts, extension, name) => expect(fileName(parts, extension)).toBe(name))
