import '../theme/tokens.css'
import '../theme/base.css'
import '@mantine/core/styles.layer.css'
import '@mantine/notifications/styles.layer.css'
import '@mantine/spotlight/styles.layer.css'
import { ColorSchemeScript, mantineHtmlProps } from '@mantine/core'
import { GeistMono } from 'geist/font/mono'
import { GeistSans } from 'geist/font/sans'
import type { Metadata, Viewport } from 'next'
import { headers } from 'next/headers'
import { NuqsAdapter } from 'nuqs/adapters/next/app'
import type { ReactNode } from 'react'
import { PublicFrame } from '../shared/public-frame.tsx'
import { isPublicPage } from '../shared/public-page.ts'
import { Shell } from '../shell/shell.tsx'
import { ThemeProvider } from '../theme/provider.tsx'
import { EarlyClicks } from '../ui/early-clicks.tsx'
import { EarlyClicksScript } from '../ui/early-clicks-script.tsx'
import { NowProvider } from '../ui/now.tsx'
import { readViewer } from '../viewer/read-viewer.ts'
import { ViewerProvider } from '../viewer/viewer-context.tsx'
import { encoded } from '../workspace/place.ts'

export const metadata: Metadata = {
  title: { default: 'Atelier', template: '%s · Atelier' },
  description: 'Train, watch and compare image-classification experiments together',
}

export const viewport: Viewport = {
  colorScheme: 'light dark',
  themeColor: [
    { media: '(prefers-color-scheme: light)', color: '#f7f7f8' },
    { media: '(prefers-color-scheme: dark)', color: '#101013' },
  ],
}

export default async function Layout({ children }: { readonly children: ReactNode }) {
  const nonce = (await headers()).get('x-nonce') ?? undefined
  const viewer = await readViewer()
  const isPublic = await isPublicPage()
  return (
    <html
      lang="en"
      {...mantineHtmlProps}
      {...(viewer && { 'data-workspace': encoded(viewer.workspace.slug) })}
      className={`${GeistSans.variable} ${GeistMono.variable}`}
    >
      <head>
        <ColorSchemeScript defaultColorScheme="auto" {...(nonce ? { nonce } : {})} />
        <EarlyClicksScript nonce={nonce} />
      </head>
      <body>
        <ThemeProvider>
          <NuqsAdapter>
            <NowProvider start={Date.now()}>
              <ViewerProvider viewer={viewer}>
                <EarlyClicks>
                  {isPublic ? <PublicFrame>{children}</PublicFrame> : <Shell>{children}</Shell>}
                </EarlyClicks>
              </ViewerProvider>
            </NowProvider>
          </NuqsAdapter>
        </ThemeProvider>
      </body>
    </html>
  )
}
