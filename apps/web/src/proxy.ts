import { type NextRequest, NextResponse } from 'next/server'
import { PUBLIC_HEADER } from './shared/public-header.ts'
import { encoded, REMEMBERED_SECONDS, WORKSPACE_COOKIE, WORKSPACE_PARAMETER } from './workspace/place.ts'

/** Under these names the API's proxy, and a developer, reach the site; another name is a foreign page's (DNS rebinding). */
const OWN_NAMES: ReadonlySet<string> = new Set(['127.0.0.1', 'localhost', '[::1]'])

/** Refuses foreign names, and gives every page a Content-Security-Policy with a nonce of its own: only our scripts run, only our server is spoken to. */
export function proxy(request: NextRequest): NextResponse {
  const host = request.headers.get('host') ?? ''
  if (!OWN_NAMES.has(host.replace(/:\d+$/, '').toLowerCase()))
    return new NextResponse('The site is reached through the address that npm start prints.\n', {
      status: 421,
    })
  const nonce = btoa(crypto.randomUUID())
  const development = process.env.NODE_ENV === 'development'
  const policy = [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${development ? " 'unsafe-eval'" : ''}`,
    // Mantine and recharts set style attributes, which no nonce covers.
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self' data:",
    "connect-src 'self'",
    // The explorer's editor works in workers of its own.
    "worker-src 'self' blob:",
    "object-src 'none'",
    "base-uri 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ')
  const headers = new Headers(request.headers)
  headers.set('x-nonce', nonce)
  // Said by this process alone, whatever a request claims.
  if (request.nextUrl.pathname.startsWith('/shared/')) headers.set(PUBLIC_HEADER, '1')
  else headers.delete(PUBLIC_HEADER)
  const workspace = request.nextUrl.searchParams.get(WORKSPACE_PARAMETER)
  if (workspace !== null) headers.set('cookie', withWorkspace(headers.get('cookie'), workspace))
  headers.set('Content-Security-Policy', policy)
  const response = NextResponse.next({ request: { headers } })
  response.headers.set('Content-Security-Policy', policy)
  if (workspace !== null)
    response.cookies.set(WORKSPACE_COOKIE, workspace, {
      ...{ path: '/', sameSite: 'lax', maxAge: REMEMBERED_SECONDS },
      secure: request.headers.get('x-forwarded-proto') === 'https',
    })
  return response
}

/** An address that names a workspace goes there, already with this page. */
function withWorkspace(cookies: string | null, slug: string): string {
  const others = (cookies ?? '')
    .split(/; */)
    .filter((one) => one !== '' && !one.startsWith(`${WORKSPACE_COOKIE}=`))
  return [...others, `${WORKSPACE_COOKIE}=${encoded(slug)}`].join('; ')
}

export const config = { matcher: '/((?!_next/static|_next/image|favicon.ico|icon.svg).*)' }
