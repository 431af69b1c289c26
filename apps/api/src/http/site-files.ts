import type { RequestHandler } from 'express'
import expressStaticGzip from 'express-static-gzip'

/**
 * The site's own program, styles and fonts, straight from its build and as that compressed them, so that the site's
 * process is left to its pages. Their names change with what is in them. What is not there is asked of the site.
 * @param folder `.next/static` of the build
 */
export const siteFiles = (folder: string): RequestHandler =>
  expressStaticGzip(folder, {
    enableBrotli: true,
    orderPreference: ['br', 'gzip'],
    index: false,
    serveStatic: { immutable: true, maxAge: '1y', redirect: false },
  })
