/** What an error says, in words; what is no error, as text. */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
