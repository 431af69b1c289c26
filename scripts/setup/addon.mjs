import { createHash } from 'node:crypto'
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { env } from 'node:process'
import { CommandError, run, works } from './command.mjs'
import { tfjsPackage } from './libtensorflow.mjs'
import { toolchain } from './paths.mjs'
import { SetupError } from './progress.mjs'

const SOURCES = ['tfjs_backend', 'tfjs_binding']
const NAPI_VERSION = 8

/** What the package's binding.gyp asks for on Linux; built so, no path may not have a space and nothing is downloaded. */
const COMPILE = [
  '-std=gnu++20',
  '-O3',
  '-fPIC',
  '-pthread',
  '-fno-rtti',
  '-fno-exceptions',
  '-fno-strict-aliasing',
  '-w',
].concat(
  [
    'NDEBUG',
    `NAPI_VERSION=${NAPI_VERSION}`,
    'BUILDING_NODE_EXTENSION',
    'NODE_GYP_MODULE_NAME=tfjs_binding',
  ].map((name) => `-D${name}`),
)

/**
 * tfjs-node's native addon, compiled from the source in the npm package against that libtensorflow; kept in the
 * toolchain by what it was made from, since `npm ci` empties the package.
 * @param {import('./node.mjs').Node} node @param {string} libtensorflow
 * @param {import('./progress.mjs').Say} say
 */
export async function ensureAddon(node, libtensorflow, say) {
  const built = join(toolchain, 'addon', `${keyOf(libtensorflow)}.node`)
  const compiled = !existsSync(built)
  if (compiled) await compile(node, built, say)
  const place = join(tfjsPackage, 'lib', `napi-v${NAPI_VERSION}`, 'tfjs_binding.node')
  if (compiled || !existsSync(place) || !readFileSync(place).equals(readFileSync(built))) {
    mkdirSync(dirname(place), { recursive: true })
    copyFileSync(built, `${place}.${process.pid}`)
    renameSync(`${place}.${process.pid}`, place)
    await checkLoads(node, place, built)
  }
  return { outcome: compiled ? 'built' : 'up to date', value: undefined }
}

/** @param {string} libtensorflow */
function keyOf(libtensorflow) {
  const hash = createHash('sha256').update(JSON.stringify([basename(libtensorflow), COMPILE]))
  const folder = join(tfjsPackage, 'binding')
  for (const name of readdirSync(folder).sort()) hash.update(readFileSync(join(folder, name)))
  return hash.digest('hex').slice(0, 16)
}

/** @param {import('./node.mjs').Node} node @param {string} built @param {import('./progress.mjs').Say} say */
async function compile(node, built, say) {
  const compiler = findCompiler()
  say(`compiling with ${compiler}`)
  const deps = join(tfjsPackage, 'deps')
  const work = `${built}.unfinished`
  rmSync(work, { recursive: true, force: true })
  mkdirSync(work, { recursive: true })
  const includes = [node.headers, tfjsPackage, join(deps, 'include')].flatMap((folder) => ['-I', folder])
  const objects = SOURCES.map((name) => join(work, `${name}.o`))
  try {
    await Promise.all(
      SOURCES.map((name, index) =>
        run(compiler, [
          ...COMPILE,
          ...includes,
          '-c',
          join(tfjsPackage, 'binding', `${name}.cc`),
          '-o',
          objects[index] ?? '',
        ]),
      ),
    )
    const libraries = [
      '-L',
      join(deps, 'lib'),
      '-ltensorflow',
      '-ltensorflow_framework',
      '-Wl,-rpath,$ORIGIN/../../deps/lib',
    ]
    const addon = join(work, 'tfjs_binding.node')
    await run(compiler, ['-shared', '-pthread', ...objects, ...libraries, '-o', addon])
    renameSync(addon, built)
  } catch (error) {
    if (!(error instanceof CommandError)) throw error
    throw new SetupError("tfjs-node's addon could not be compiled.", {
      tried: [error.message],
      advice:
        "see that the C++ compiler is complete (Debian and Ubuntu: 'apt-get install g++'), and run the command again.",
    })
  }
  rmSync(work, { recursive: true })
}

function findCompiler() {
  const candidates = [env.CXX ?? '', 'c++', 'g++', 'clang++'].filter((name) => name !== '')
  const compiler = candidates.find((candidate) => works(candidate, ['--version']))
  if (compiler) return compiler
  throw new SetupError("No C++ compiler was found; tfjs-node's addon is built from its source.", {
    tried: candidates,
    advice: "install one (Debian and Ubuntu: 'apt-get install g++'), and run the command again.",
  })
}

/** @param {import('./node.mjs').Node} node @param {string} place @param {string} built */
async function checkLoads(node, place, built) {
  try {
    await run(node.program, ['-e', 'require(process.argv[1])', place])
  } catch (error) {
    rmSync(place, { force: true })
    rmSync(built, { force: true })
    throw new SetupError("tfjs-node's addon was built, but does not load.", {
      tried: [String(error)],
      advice: 'delete .toolchain and run the command again; when it stays so, report it with the text above.',
    })
  }
}
