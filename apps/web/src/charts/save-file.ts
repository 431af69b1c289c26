/** A name of the run or comparison and of the chart as the name of a file: `baseline-42-loss.csv`. */
export const fileName = (parts: readonly string[], extension: string): string => {
  const name = parts.map((part) => part.replaceAll(/[^\p{L}\p{N}._]+/gu, '-').replaceAll(/^[-.]+|-+$/g, ''))
  return `${name.filter(Boolean).join('-').slice(0, 120) || 'chart'}.${extension}`
}

/** Has the browser save the content as a file. */
export function saveFile(name: string, content: Blob): void {
  const address = URL.createObjectURL(content)
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  // Only once the browser has begun to read it.
  setTimeout(() => URL.revokeObjectURL(address), 10_000)
}
