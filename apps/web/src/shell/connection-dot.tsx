'use client'

import { useEffect, useState, useSyncExternalStore } from 'react'
import { connection } from '../live/connection.ts'
import classes from './connection-dot.module.css'

/** A blink of the network is nobody's business. */
const PATIENCE_MS = 800

/** Says `reconnecting` while the page's live connection is away, and nothing otherwise. */
export function ConnectionDot() {
  const lost =
    useSyncExternalStore(connection.subscribe, connection.get, connection.getOnServer) === 'reconnecting'
  const [told, setTold] = useState(false)
  useEffect(() => {
    if (!lost) return setTold(false)
    const timer = setTimeout(() => setTold(true), PATIENCE_MS)
    return () => clearTimeout(timer)
  }, [lost])
  return (
    <div role="status" className={classes.place}>
      {told && (
        <span
          className={classes.dot}
          title="The connection is lost; what was missed is fetched when it is back"
        >
          <span className={classes.label}>reconnecting</span>
        </span>
      )}
    </div>
  )
}
