'use client'

/** When even the page's frame cannot be shown: plain, without anything that could fail again. */
export default function GlobalError() {
  return (
    <html lang="en">
      <head>
        <title>Atelier is not available</title>
      </head>
      <body
        style={{
          fontFamily: 'system-ui, sans-serif',
          maxWidth: '28rem',
          margin: '18vh auto',
          padding: '0 1.5rem',
        }}
      >
        <h1 style={{ fontSize: '1.25rem' }}>Atelier is not available</h1>
        <p>The page could not be shown. Your runs go on either way.</p>
        <p>
          {/* A plain link: the page starts anew. */}
          <a href="/">Try again</a>
        </p>
      </body>
    </html>
  )
}
