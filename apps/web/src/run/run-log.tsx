'use client'

import { useQuery } from '@apollo/client/react'
import { Checkbox, TextInput } from '@mantine/core'
import { Search } from 'lucide-react'
import { useLayoutEffect, useRef, useState } from 'react'
import { RunLogDocument } from '#gql/graphql.ts'
import { isOver } from '../run-state/status.ts'
import { ExactTime } from '../ui/exact-time.tsx'
import type { RunOnPage } from './apply-run-event.ts'
import classes from './run-log.module.css'

/** So near to the end, somebody reads along. */
const NEAR_PIXELS = 24

/** What the run, its worker and its script said, newest at the end: it follows for as long as its end is in view. */
export function RunLog({ run }: { readonly run: Pick<RunOnPage, 'id' | 'status'> }) {
  const { data, error } = useQuery(RunLogDocument, {
    variables: { id: run.id },
    fetchPolicy: 'cache-and-network',
  })
  const [wanted, setWanted] = useState('')
  const [problems, setProblems] = useState(false)
  const box = useRef<HTMLOListElement>(null)
  const follows = useRef(true)
  const lines = data?.run?.logLines ?? []
  const shown = lines.filter(
    ({ level, message }) =>
      (!problems || level !== 'info') && message.toLowerCase().includes(wanted.trim().toLowerCase()),
  )
  const newest = shown.at(-1)?.cursor
  // biome-ignore lint/correctness/useExhaustiveDependencies: it is a new last line that moves the end.
  useLayoutEffect(() => {
    if (follows.current) box.current?.scrollTo({ top: box.current.scrollHeight })
  }, [newest])
  if (!data) return <p className={classes.empty}>{error ? 'The log could not be read.' : 'Reading …'}</p>
  if (lines.length === 0)
    return (
      <p className={classes.empty}>
        {isOver(run.status) ? 'This run said nothing.' : 'What the run has to say appears here.'}
      </p>
    )
  return (
    <div className={classes.log}>
      <div className={classes.tools}>
        <TextInput
          aria-label="Find in the log"
          placeholder="Find"
          leftSection={<Search size={14} aria-hidden="true" />}
          value={wanted}
          onChange={(event) => setWanted(event.currentTarget.value)}
        />
        <Checkbox
          label="Only warnings and errors"
          checked={problems}
          onChange={(event) => setProblems(event.currentTarget.checked)}
        />
      </div>
      {shown.length === 0 && <p className={classes.empty}>No line matches.</p>}
      <ol
        ref={box}
        className={classes.lines}
        aria-label="Log"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard.
        tabIndex={0}
        onScroll={({ currentTarget: { scrollHeight, scrollTop, clientHeight } }) => {
          follows.current = scrollHeight - scrollTop - clientHeight < NEAR_PIXELS
        }}
      >
        {shown.map(({ cursor, at, level, message }) => (
          <li key={cursor} data-level={level}>
            <ExactTime at={at} />
            <span className={classes.level}>{level}</span>
            <span className={classes.message}>{message}</span>
          </li>
        ))}
      </ol>
    </div>
  )
}
