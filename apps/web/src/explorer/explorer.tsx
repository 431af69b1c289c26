'use client'

import 'graphiql/setup-workers/webpack'
import 'graphiql/style.css'
import './explorer.css'
import { createGraphiQLFetcher } from '@graphiql/toolkit'
import { useComputedColorScheme } from '@mantine/core'
import { GraphiQL } from 'graphiql'
import { useState } from 'react'
import { liveClient } from '../live/socket.ts'
import { workspaceHeaders } from '../workspace/place.ts'
import { firstQuery } from './first-query.ts'

/** GraphiQL on our own address: queries with the page's session, subscriptions over the page's own WebSocket. */
export function Explorer() {
  const scheme = useComputedColorScheme('light')
  const [fetcher] = useState(() =>
    createGraphiQLFetcher({ url: '/graphql', headers: workspaceHeaders(), wsClient: liveClient() }),
  )
  return (
    <GraphiQL
      fetcher={fetcher}
      forcedTheme={scheme}
      defaultQuery={firstQuery}
      isHeadersEditorEnabled={false}
      defaultEditorToolsVisibility="variables"
    >
      {/* The page has its own name at the top. */}
      <GraphiQL.Logo> </GraphiQL.Logo>
    </GraphiQL>
  )
}
