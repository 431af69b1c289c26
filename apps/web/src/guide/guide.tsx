'use client'

import { Button } from '@mantine/core'
import { Play } from 'lucide-react'
import Link from 'next/link'
import { type ReactNode, useState } from 'react'
import { useMayWrite, useViewer } from '../viewer/viewer-context.tsx'
import classes from './guide.module.css'
import { MakeKey } from './make-key.tsx'
import { scriptSnippets } from './script-snippets.ts'
import { SnippetTabs } from './snippet-tabs.tsx'
import { useScriptPlace } from './use-script-place.ts'

/** Stands in a snippet where the key will be. */
const NO_KEY = 'YOUR-KEY'

type Props = {
  /** The project that the first run will belong to. */
  readonly project: { readonly slug: string; readonly name: string }
  /** The launch form for that project. */
  readonly launchHref: string
  /** What happens next where the guide stands. */
  readonly then: ReactNode
}

/** The two ways to a first run, trained here or logged by a script, with everything filled in. */
export function Guide({ project, launchHref, then }: Props) {
  const viewer = useViewer()
  const mayWrite = useMayWrite()
  const [secret, setSecret] = useState<string | null>(null)
  const open = viewer?.open ?? false
  const place = useScriptPlace(project.slug, open ? null : (secret ?? NO_KEY))
  if (!mayWrite)
    return (
      <p className={classes.lead}>
        Your role here is Viewer: members and owners launch runs and log them from scripts. What they do
        appears on the page of runs by itself.
      </p>
    )
  return (
    <ol className={classes.steps}>
      <Step title="Train here">
        <p>
          Choose a data set and a model, and press one button. The preset <code>mlp-fast</code> reaches 88 %
          on Fashion-MNIST in seconds.
        </p>
        <div>
          <Button component={Link} href={launchHref} leftSection={<Play size={14} aria-hidden="true" />}>
            Launch run
          </Button>
        </div>
      </Step>
      <Step title="Or log a script of yours">
        {open ? (
          <p>This server is open: scripts on this machine need no key.</p>
        ) : (
          <MakeKey secret={secret} onMade={setSecret} />
        )}
        <SnippetTabs snippets={scriptSnippets(place)} />
        <p>
          It logs to {project.name}. The clients write to disk first and send in the background: no outage
          holds up a training.
        </p>
      </Step>
      <Step title="Watch it">{then}</Step>
    </ol>
  )
}

function Step({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <li className={classes.step}>
      <h2>{title}</h2>
      {children}
    </li>
  )
}
