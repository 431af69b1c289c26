/**
 * Whether the API is ready at that address, and the site at its own: through the API it answers only to people who are
 * let in.
 * @param {string} address @param {string} siteAddress
 */
export async function answers(address, siteAddress) {
  try {
    const [api, site] = await Promise.all([
      fetch(`${address}/readyz`, { signal: AbortSignal.timeout(5000) }),
      fetch(`${siteAddress}/icon.svg`, { signal: AbortSignal.timeout(5000) }),
    ])
    await Promise.all([api.arrayBuffer(), site.arrayBuffer()])
    return api.ok && site.ok
  } catch {
    return false
  }
}
