'use client'

import { Button } from '@mantine/core'
import { useEffect } from 'react'
import { MessagePage } from '../ui/message-page.tsx'

type Props = {
  readonly error: Error & { readonly digest?: string }
  /** Asks the server for the page once more, and draws it. */
  readonly retry: () => void
}

/** A page that could not be shown. The rail stays, and with it the way to every other page. */
export default function ErrorPage({ error, retry }: Props) {
  useEffect(() => console.error(error), [error])
  return (
    <MessagePage title="This page could not be shown">
      <p>
        The server did not answer as it should: it may be starting, or something is broken in it. Your runs go
        on either way.
      </p>
      {error.digest && (
        <p>
          In the log of the site this is <code>{error.digest}</code>.
        </p>
      )}
      <Button onClick={retry}>Try again</Button>
    </MessagePage>
  )
}
