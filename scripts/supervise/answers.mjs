/** Whether the API is ready and, through it, the site answers there. @param {string} address */
export async function answers(address) {
  try {
    const [api, site] = await Promise.all([
      fetch(`${address}/readyz`, { signal: AbortSignal.timeout(5000) }),
      fetch(address, { signal: AbortSignal.timeout(5000) }),
    ])
    await Promise.all([api.arrayBuffer(), site.arrayBuffer()])
    return api.ok && site.ok
  } catch {
    return false
  }
}
