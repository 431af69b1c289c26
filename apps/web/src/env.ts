import { z } from 'zod'

/**
 * What the site's server side is told by its environment. Read at the first request, so that a build needs none of it;
 * nothing outside the function, so that the browser's code leaves it out.
 */
export const serverEnv = () =>
  z
    .object({
      API_URL: z.url({
        error: 'API_URL must be the address of the GraphQL endpoint, such as http://127.0.0.1:3000/graphql',
      }),
    })
    .parse({ API_URL: process.env.API_URL ?? 'http://127.0.0.1:3000/graphql' })
