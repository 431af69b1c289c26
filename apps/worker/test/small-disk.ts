import { execFileSync } from 'node:child_process'
import { closeSync, openSync, rmSync, writeSync } from 'node:fs'
import path from 'node:path'

/** A folder with a disk of its own that is small enough to be filled. */
export class SmallDisk {
  readonly #folder: string

  private constructor(folder: string) {
    this.#folder = folder
  }

  /** Lays a tmpfs over a folder, which hides what is in it. Undefined where this process may not mount. */
  static mount(folder: string, mebibytes: number): SmallDisk | undefined {
    try {
      const options = `size=${mebibytes}m,mode=755`
      execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder], { stdio: 'ignore' })
      return new SmallDisk(folder)
    } catch {
      return undefined
    }
  }

  /** Leaves no room, to the last byte; what it returns gives it back. */
  fill(): () => void {
    const ballast = path.join(this.#folder, 'ballast')
    const file = openSync(ballast, 'w')
    for (const bytes of [2 ** 24, 2 ** 12]) {
      const block = Buffer.alloc(bytes, 1)
      while (wrote(file, block));
    }
    closeSync(file)
    return () => rmSync(ballast, { force: true })
  }

  /** At once for everybody who looks from now on; files that are still open, such as logs, go when they are closed. */
  unmount(): void {
    execFileSync('umount', ['--lazy', this.#folder])
  }
}

function wrote(file: number, block: Buffer): boolean {
  try {
    return writeSync(file, block) === block.length
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOSPC') return false
    throw error
  }
}
