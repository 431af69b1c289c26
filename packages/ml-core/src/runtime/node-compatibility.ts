import util from 'node:util'

// tfjs-node 4.22 calls two functions that Node 23 removed; they must be back before it is loaded.
if (!('isNullOrUndefined' in util))
  Object.assign(util, {
    isNullOrUndefined: (value: unknown) => value === null || value === undefined,
    isArray: Array.isArray,
  })

// TensorFlow's own log: warnings and errors only, unless somebody asks for more.
process.env.TF_CPP_MIN_LOG_LEVEL ??= '2'
