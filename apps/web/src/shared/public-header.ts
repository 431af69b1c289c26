/** Set by the site's own proxy for the pages of public links. */
export const PUBLIC_HEADER = 'x-atelier-public-page'
