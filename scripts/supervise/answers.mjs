/** Whether the API and, through it, the site answer there. @param {string} address */
export async function answers(address) {
  const query = {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"query":"{ __typename }"}',
  }
  try {
    const [api, site] = await Promise.all([
      fetch(`${address}/graphql`, { ...query, signal: AbortSignal.timeout(5000) }),
      fetch(address, { signal: AbortSignal.timeout(5000) }),
    ])
    const [answer] = await Promise.all([api.text(), site.arrayBuffer()])
    return api.ok && site.ok && JSON.parse(answer).data?.__typename === 'Query'
  } catch {
    return false
  }
}
