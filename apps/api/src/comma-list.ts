import { z } from 'zod'

/** Names in lower case, separated by commas, as a variable holds them. */
export const commaList = z
  .string()
  .default('')
  .transform((list) => list.split(',').map((name) => name.trim().toLowerCase()))
  .transform((list) => list.filter((name) => name !== ''))
