import type { RequestHandler } from 'express'
import helmet from 'helmet'
import { isSecure, type PublicAddress } from './public-address.ts'

const YEAR_SECONDS = 365 * 24 * 60 * 60

/**
 * Headers for every answer. Next.js writes inline scripts and styles into its pages, hence 'unsafe-inline'.
 * HSTS only where the public address is HTTPS: otherwise the server speaks HTTP, mostly on the loopback address.
 */
export const securityHeaders = (publicUrl: PublicAddress): RequestHandler =>
  helmet({
    strictTransportSecurity: isSecure(publicUrl) && { maxAge: YEAR_SECONDS, includeSubDomains: false },
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'", "'unsafe-inline'"],
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:', 'blob:'],
        fontSrc: ["'self'", 'data:'],
        objectSrc: ["'none'"],
        baseUri: ["'self'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
      },
    },
  })
