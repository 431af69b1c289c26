import { config } from 'zod'

// Comes before every schema: zod otherwise tries `new Function`, which the page's Content-Security-Policy reports.
config({ jitless: true })
