import { createHash } from 'node:crypto'
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { childEnvironment, run, works } from './command.mjs'
import { downloads, root, toolchain } from './paths.mjs'
import { checkSpace } from './platform.mjs'
import { SetupError } from './progress.mjs'

/** Megabytes to download, and gigabytes of disk needed on the way. */
const VARIANTS = /** @type {const} */ ({
  cpu: { download: 274, disk: 1.5 },
  gpu: { download: 3400, disk: 13 },
})

/** The wheels whose tags the pinned hashes belong to; chosen by name, whatever Python this machine has. */
const WHEELS = ['--only-binary=:all:', '--implementation=cp', '--python-version=3.11', '--abi=cp311'].concat(
  ['manylinux_2_27', 'manylinux_2_17', 'manylinux2014', 'manylinux2010'].map(
    (tag) => `--platform=${tag}_x86_64`,
  ),
)

export const tfjsPackage = join(root, 'node_modules', '@tensorflow', 'tfjs-node-gpu')

/** @typedef {'cpu' | 'gpu'} Variant */

/**
 * libtensorflow from TensorFlow's own wheel, laid where tfjs-node looks for it. With an NVIDIA driver the CUDA build
 * and CUDA's libraries, else the CPU build.
 * @param {Pick<import('./settings.mjs').Settings, 'tensorflow' | 'device'>} settings
 * @param {import('./progress.mjs').Say} say
 * @returns {Promise<{ outcome: string, value: string }>} the folder of the libraries
 */
export async function ensureLibtensorflow(settings, say) {
  const variant = chooseVariant(settings)
  const { folder, version, requirements } = placeOf(variant)
  const installed = existsSync(folder)
  if (!installed) await install(folder, variant, requirements, say)
  layDependencies(folder, variant)
  return { outcome: `${version} for ${variant.toUpperCase()}${installed ? '' : ' installed'}`, value: folder }
}

/** @param {Variant} variant */
function placeOf(variant) {
  const requirements = fileURLToPath(new URL(`libtensorflow-${variant}.txt`, import.meta.url))
  const pinned = readFileSync(requirements, 'utf8')
  const version = /==(\S+)/.exec(pinned)?.[1]
  const hash = createHash('sha256').update(pinned).digest('hex').slice(0, 8)
  return { folder: join(toolchain, 'libtensorflow', `${variant}-${version}-${hash}`), version, requirements }
}

/**
 * Who trains on the processor needs no gigabytes of CUDA; where they are installed already, they stay, since another
 * program of this folder may be training with them.
 * @param {Pick<import('./settings.mjs').Settings, 'tensorflow' | 'device'>} settings
 * @returns {Variant}
 */
function chooseVariant({ tensorflow, device }) {
  if (device === 'gpu' && tensorflow === 'cpu')
    throw new SetupError("ATELIER_DEVICE is 'gpu', but ATELIER_TENSORFLOW is 'cpu'.", {
      advice: 'leave ATELIER_TENSORFLOW out.',
    })
  if (tensorflow) return tensorflow
  if (device === 'cpu' && !existsSync(placeOf('gpu').folder)) return 'cpu'
  if (hasNvidiaDriver()) return 'gpu'
  if (device === 'gpu')
    throw new SetupError("ATELIER_DEVICE is 'gpu', but this machine has no NVIDIA driver.", {
      tried: ['/proc/driver/nvidia/version', 'nvidia-smi -L'],
      advice: 'install the driver (nvidia-smi must show the card), or leave ATELIER_DEVICE out.',
    })
  return 'cpu'
}

function hasNvidiaDriver() {
  return existsSync('/proc/driver/nvidia/version') || works('nvidia-smi', ['-L'])
}

/** @param {string} folder @param {Variant} variant @param {string} requirements @param {import('./progress.mjs').Say} say */
async function install(folder, variant, requirements, say) {
  const { download, disk } = VARIANTS[variant]
  const wheels = join(downloads, `libtensorflow-${variant}`)
  const scratch = join(downloads, 'pip')
  rmSync(scratch, { recursive: true, force: true })
  for (const path of [wheels, scratch, dirname(folder)]) mkdirSync(path, { recursive: true })
  checkSpace(toolchain, disk, `TensorFlow's library for ${variant.toUpperCase()}`)
  const python = findPython()
  const watch = setInterval(async () => {
    // pip fetches into the one and then copies into the other.
    const bytes = Math.max(await sizeOf(wheels), await sizeOf(scratch))
    say(`downloading, ${Math.round(bytes / 1e6)} of ${download} MB`)
  }, 1000)
  say(`downloading ${download} MB`)
  try {
    // pip checks the hashes, and leaves alone a wheel that an earlier, interrupted call has brought.
    await run(
      python,
      [
        '-m',
        'pip',
        'download',
        '--no-deps',
        '--require-hashes',
        '--progress-bar=off',
        '--no-cache-dir',
      ].concat(['--disable-pip-version-check', ...WHEELS, '-r', requirements, '-d', wheels]),
      { env: childEnvironment({ TMPDIR: scratch }) },
    )
  } catch (error) {
    const advice =
      'see that this machine reaches the Python package index (or a mirror, by PIP_INDEX_URL), and run the command again.'
    throw new SetupError("TensorFlow's wheel could not be downloaded.", { tried: [String(error)], advice })
  } finally {
    clearInterval(watch)
  }
  const unfinished = `${folder}.unfinished`
  rmSync(unfinished, { recursive: true, force: true })
  await run(python, [fileURLToPath(new URL('unpack_wheels.py', import.meta.url)), wheels, unfinished], {
    onLine: say,
  })
  renameSync(unfinished, folder)
  for (const path of [wheels, scratch]) rmSync(path, { recursive: true, force: true })
}

/** A Python 3 with pip. */
export function findPython() {
  const candidates = ['python3', '/usr/bin/python3']
  const python = candidates.find((candidate) => works(candidate, ['-m', 'pip', '--version']))
  if (python) return python
  throw new SetupError(
    'No Python 3 with pip was found; it fetches the TensorFlow library and what tests need.',
    {
      tried: candidates.map((candidate) => `${candidate} -m pip --version`),
      advice: "install both (Debian and Ubuntu: 'apt-get install python3-pip'), and run the command again.",
    },
  )
}

/** tfjs-node's deps folder: links into the toolchain, relative, so that the project can be moved. @param {string} folder @param {Variant} variant */
function layDependencies(folder, variant) {
  const deps = join(tfjsPackage, 'deps')
  const library = join(folder, 'tensorflow')
  link(join(library, 'include'), join(deps, 'include'))
  link(join(library, 'libtensorflow_cc.so.2'), join(deps, 'lib', 'libtensorflow_cc.so.2'))
  link(join(library, 'libtensorflow_cc.so.2'), join(deps, 'lib', 'libtensorflow.so'))
  for (const name of ['libtensorflow_framework.so.2', 'libtensorflow_framework.so'])
    link(join(library, 'libtensorflow_framework.so.2'), join(deps, 'lib', name))
  // Where the library itself looks for CUDA: beside its own folder.
  if (variant === 'gpu') link(join(folder, 'nvidia'), join(deps, 'nvidia'))
}

/** @param {string} target @param {string} path */
function link(target, path) {
  const content = relative(dirname(path), target)
  if (lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() && readlinkSync(path) === content) return
  mkdirSync(dirname(path), { recursive: true })
  const made = `${path}.${process.pid}`
  rmSync(made, { force: true })
  symlinkSync(content, made)
  renameSync(made, path)
}

/** @param {string} folder @returns {Promise<number>} */
async function sizeOf(folder) {
  try {
    const entries = await readdir(folder, { recursive: true })
    const sizes = await Promise.all(
      entries.map((name) =>
        stat(join(folder, name)).then(
          (found) => found.size,
          () => 0,
        ),
      ),
    )
    return sizes.reduce((sum, size) => sum + size, 0)
  } catch {
    return 0
  }
}
