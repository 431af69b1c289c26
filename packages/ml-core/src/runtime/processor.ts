import { readFileSync } from 'node:fs'

/** What Linux says of this machine's processors; nothing where it does not tell. */
export function processorInfo(): string {
  try {
    return readFileSync('/proc/cpuinfo', 'utf8')
  } catch {
    return ''
  }
}

/**
 * Whether a processor multiplies matrices of bfloat16 faster than those of float32, by its entry in /proc/cpuinfo. AMX
 * is four times as fast, AMD's AVX-512 nearly twice. Intel's AVX-512 has the same instruction at half the speed of
 * float32, and without it oneDNN puts several in its place: a fifth (measured: bench/README.md).
 */
export function hasFastBfloat16(cpuinfo: string): boolean {
  const flags = new Set(/^flags\s*:(.*)$/m.exec(cpuinfo)?.[1]?.trim().split(/\s+/))
  const isAmd = /^vendor_id\s*:\s*AuthenticAMD$/m.test(cpuinfo)
  return flags.has('amx_bf16') || (isAmd && flags.has('avx512_bf16'))
}
