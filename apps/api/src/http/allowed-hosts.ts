import { isIP } from 'node:net'

export type HostCheck = (hostHeader: string | undefined) => boolean

/**
 * Against DNS rebinding: a foreign page can point its own name at this machine, but then the browser sends that name.
 * Loopback names, plain addresses (which no name hides behind) and the configured names pass.
 */
export function allowHosts(names: readonly string[]): HostCheck {
  const allowed = new Set(names.map((name) => name.toLowerCase()))
  return (hostHeader) => {
    const name = hostName(hostHeader)
    if (name === undefined) return false
    return name === 'localhost' || name.endsWith('.localhost') || isIP(name) !== 0 || allowed.has(name)
  }
}

/** The name in a Host header, without port and without the brackets of an IPv6 address. */
function hostName(header: string | undefined): string | undefined {
  const match = /^(?:\[([0-9a-f:.]+)\]|([^:/@\s[\]]+))(?::\d+)?$/i.exec(header ?? '')
  return (match?.[1] ?? match?.[2])?.toLowerCase().replace(/\.$/, '')
}
