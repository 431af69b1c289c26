import { describe, expect, it } from 'vitest'
import { hasFastBfloat16 } from '../src/runtime/processor.ts'

/** A shortened entry of /proc/cpuinfo. */
const processor = (vendor: string, flags: string): string =>
  `processor\t: 0\nvendor_id\t: ${vendor}\ncpu family\t: 6\nflags\t\t: fpu sse4_2 ${flags} hypervisor\nbugs\t\t: spectre_v1\n\n`

describe('whether bfloat16 is taken to be fast', () => {
  it.each([
    ['Intel with AMX', processor('GenuineIntel', 'avx2 avx512f avx512_bf16 amx_bf16 amx_tile'), true],
    ['AMD with AVX-512', processor('AuthenticAMD', 'avx2 avx512f avx512_bf16'), true],
    [
      'Intel with AVX-512 whose AMX is not to be had',
      processor('GenuineIntel', 'avx512f avx512_bf16'),
      false,
    ],
    ['Intel without its instructions', processor('GenuineIntel', 'avx2 avx512f'), false],
    ['AMD without its instructions', processor('AuthenticAMD', 'avx2'), false],
    ['a system that does not tell', '', false],
  ])('on %s', (_name, info, fast) => {
    expect(hasFastBfloat16(info)).toBe(fast)
  })
})
