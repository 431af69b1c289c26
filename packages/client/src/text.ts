/** Text that can be stored: without U+0000 and halves of characters, and of at most so many UTF-16 units. */
export const textOf = (value: unknown, most = Number.POSITIVE_INFINITY): string =>
  String(value).slice(0, most).replaceAll('\0', '\uFFFD').toWellFormed()
