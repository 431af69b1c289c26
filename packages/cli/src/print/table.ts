import { styleText } from 'node:util'

export type Cell = string | number | boolean | null
/** Rows by the names of their columns, which all rows have. */
export type Row = Readonly<Record<string, Cell>>

const MOST_DIGITS = 5

const shown = (cell: Cell | undefined): string => {
  if (cell === null || cell === undefined) return ''
  if (typeof cell === 'number' && !Number.isInteger(cell))
    return String(Number(cell.toPrecision(MOST_DIGITS)))
  return String(cell).replaceAll(/\s+/g, ' ')
}

/** Columns side by side under their names, numbers to the right; without colour unless it goes to a terminal. */
export function table(rows: readonly Row[], columns = Object.keys(rows[0] ?? {})): string {
  const cells = rows.map((row) => columns.map((column) => shown(row[column])))
  const widths = columns.map((column, at) =>
    Math.max(column.length, ...cells.map((row) => row[at]?.length ?? 0)),
  )
  const isNumber = columns.map((column) => rows.some((row) => typeof row[column] === 'number'))
  const line = (values: readonly string[]) =>
    values
      .map((value, at) => (isNumber[at] ? value.padStart(widths[at] ?? 0) : value.padEnd(widths[at] ?? 0)))
      .join('  ')
      .trimEnd()
  return [bold(line(columns)), ...cells.map(line)].map((each) => `${each}\n`).join('')
}

/** RFC 4180, with a line feed as in every Unix tool. */
export function csv(rows: readonly Row[], columns = columnsOf(rows)): string {
  const field = (cell: Cell | undefined) => {
    const text = cell === null || cell === undefined ? '' : String(cell)
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
  }
  const lines = [columns.map(field), ...rows.map((row) => columns.map((column) => field(row[column])))]
  return lines.map((fields) => `${fields.join(',')}\n`).join('')
}

/** All columns of rows that do not all have the same ones. */
export const columnsOf = (rows: readonly Row[]): string[] => [...new Set(rows.flatMap(Object.keys))]

/** Bold in a terminal; NO_COLOR and pipes get plain text. */
export const bold = (text: string): string =>
  styleText('bold', text, { stream: process.stdout, validateStream: true })
