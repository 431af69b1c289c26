/**
 * What the site's server side is told by its environment. Read at the first request, so that a build needs none of it.
 * @throws where API_URL is no address
 */
export function serverEnv(): { readonly API_URL: string } {
  const { API_URL = 'http://127.0.0.1:3000/graphql' } = process.env
  if (!URL.canParse(API_URL))
    throw new Error(
      `API_URL must be the address of the GraphQL endpoint, such as http://127.0.0.1:3000/graphql, not "${API_URL}"`,
    )
  return { API_URL }
}
