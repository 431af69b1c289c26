import { expect, test } from 'vitest'
import { settingRows } from '../src/compare/settings-rows.ts'
import { settingText } from '../src/format/setting-value.ts'

test('a setting differs where a run has another value or none', () => {
  const rows = settingRows([
    { parameters: { lr: 0.001, flip: true, seed: 7, nested: {} } },
    { parameters: { lr: 0.001, flip: false, seed: 7, extra: null } },
  ])
  expect(rows.map(({ name, values, differs }) => [name, values.map(settingText), differs])).toEqual([
    ['extra', ['–', 'none'], true],
    ['flip', ['yes', 'no'], true],
    ['lr', ['0.001', '0.001'], false],
    ['seed', ['7', '7'], false],
  ])
  expect(settingRows([{ parameters: null }])).toEqual([])
})
