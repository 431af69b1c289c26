import util from 'node:util'

// tfjs-node 4.22 calls two functions that Node 23 removed; they must be back before it is loaded.
if (!('isNullOrUndefined' in util))
  Object.assign(util, {
    isNullOrUndefined: (value: unknown) => value === null || value === undefined,
    isArray: Array.isArray,
  })
