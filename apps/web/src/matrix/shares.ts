/** Each cell as a share of its row, that is of the images that show the row's class; 0 in a row without any. */
export const rowShares = (counts: readonly (readonly number[])[]): number[][] =>
  counts.map((row) => {
    const total = row.reduce((sum, value) => sum + value, 0)
    return row.map((value) => (total === 0 ? 0 : value / total))
  })
