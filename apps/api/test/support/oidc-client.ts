/** What the provider of the tests knows this product by. */
export const client = { id: 'atelier', secret: 'a secret of 32 characters or more' } as const
