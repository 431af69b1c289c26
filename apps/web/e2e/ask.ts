import { type APIRequestContext, expect } from '@playwright/test'

/**
 * Asks the API as the page does, with its cookies: `page.request` for a signed-in page. A failed request fails the journey.
 * @param headers such as the workspace's, `x-atelier-workspace`
 */
export async function ask(
  request: APIRequestContext,
  query: string,
  variables: object = {},
  headers: Record<string, string> = {},
) {
  const answer = await request.post('/graphql', { headers, data: { query, variables } })
  const { data, errors } = await answer.json()
  expect(errors).toBeUndefined()
  return data
}
