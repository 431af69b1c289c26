/** A field of something that came from elsewhere; undefined where there is none. On every page zod would be too much. */
export const fieldOf = (found: unknown, name: string): unknown =>
  typeof found === 'object' && found !== null ? new Map(Object.entries(found)).get(name) : undefined
