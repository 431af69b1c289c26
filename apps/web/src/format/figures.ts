/** Between a number and its unit: keeps the two on one line. */
const SPACE = '\u00a0'

/** Stands where a figure is not known yet. */
const UNKNOWN = '–'

const grouped = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 })

/** A share from 0 to 1 in percent, without the sign: `92.95`. For columns whose header says the unit. */
export const percentFigure = (share: number | null | undefined): string =>
  share == null ? UNKNOWN : (share * 100).toFixed(2)

/** A share from 0 to 1: `92.95 %`. */
export const percent = (share: number | null | undefined): string =>
  share == null ? UNKNOWN : `${percentFigure(share)}${SPACE}%`

/** A share from 0 to 1 where hundredths of a percent say nothing: `26 %`. Never 100 % before it is all there. */
export const wholePercent = (share: number): string =>
  `${share >= 1 ? 100 : Math.min(99, Math.round(share * 100))}${SPACE}%`

/** Four significant digits: `0.3127`, `1.234`, `2.303e-5`. */
export function loss(value: number | null | undefined): string {
  if (value == null) return UNKNOWN
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'NaN' : value > 0 ? '∞' : '-∞'
  if (value === 0) return '0.000'
  const size = Math.abs(value)
  if (size < 1e-3 || size >= 1e6) return value.toExponential(3)
  return size >= 1e4 ? value.toFixed(0) : value.toPrecision(4)
}

/** A whole number with thousands separated: `870,410`. */
export const count = (value: number | null | undefined): string =>
  value == null ? UNKNOWN : grouped.format(value)

/** Three significant digits with k or M: `54.1`, `931`, `12.3k`. */
export function short(value: number): string {
  const [scaled, suffix] =
    value >= 999_500 ? [value / 1e6, 'M'] : value >= 999.5 ? [value / 1e3, 'k'] : [value, '']
  const digits = scaled >= 99.95 ? 0 : scaled >= 9.995 ? 1 : 2
  return `${scaled.toFixed(digits)}${suffix}`
}

/** Throughput: `12.3k img/s`. */
export const throughput = (examplesPerSecond: number | null | undefined): string =>
  examplesPerSecond == null ? UNKNOWN : `${short(examplesPerSecond)}${SPACE}img/s`

/** A setting as it was typed: `0.001`, `1e-7`. */
export const setting = (value: number): string => String(value)

/** A learning rate at three significant digits: `0.004`, `0.00125`, `1.6e-8`. */
export const learningRate = (rate: number): string =>
  rate !== 0 && rate < 1e-4 ? rate.toExponential(1) : String(Number(rate.toPrecision(3)))

/** `1 epoch`, `3 epochs`. */
export const counted = (value: number, one: string, many = `${one}s`): string =>
  `${count(value)} ${value === 1 ? one : many}`

/** A length in binary units: `870 B`, `3.3 MiB`. */
export function bytes(value: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB']
  const power = Math.min(units.length - 1, Math.floor(Math.log2(Math.max(1, value)) / 10))
  return `${(value / 1024 ** power).toFixed(power === 0 ? 0 : 1)}${SPACE}${units[power]}`
}
