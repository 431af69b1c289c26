// Read by zod when it is loaded, hence before any module that imports it: zod otherwise tries `new Function`, which the
// page's Content-Security-Policy forbids and reports. `config()` would come too late, since bundlers join modules.
Object.assign(globalThis, { __zod_globalConfig: { jitless: true } })
