'use client'

import type { DatasetInfo } from '@atelier/ml-core/spec'
import { Button, Tabs, Textarea } from '@mantine/core'
import { ChevronRight } from 'lucide-react'
import { useState } from 'react'
import { useFormContext } from 'react-hook-form'
import { CopyButton, CopyCode } from '../ui/copy-field.tsx'
import folded from './folded-group.module.css'
import { launchJson, parseLaunchJson } from './launch-json.ts'
import { curlText, mutationText } from './launch-snippets.ts'
import classes from './launch-texts.module.css'
import type { LaunchValues } from './launch-values.ts'

type Props = {
  readonly values: LaunchValues
  readonly datasets: readonly DatasetInfo[]
  readonly projectId: string
}

/** The same as text: JSON that can be edited, the mutation and the command that would launch it. */
export function LaunchTexts({ values, datasets, projectId }: Props) {
  const [open, setOpen] = useState(false)
  return (
    <details className={folded.group} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        <ChevronRight size={14} aria-hidden="true" />
        <span className={folded.title}>JSON, GraphQL and curl</span>
        <span className={folded.state}>the same as text, to be edited or copied</span>
      </summary>
      {open && (
        <Tabs defaultValue="json" keepMounted={false} className={classes.tabs}>
          <Tabs.List>
            <Tabs.Tab value="json">JSON</Tabs.Tab>
            <Tabs.Tab value="graphql">GraphQL</Tabs.Tab>
            <Tabs.Tab value="curl">curl</Tabs.Tab>
          </Tabs.List>
          <Tabs.Panel value="json">
            <JsonText values={values} datasets={datasets} />
          </Tabs.Panel>
          <Tabs.Panel value="graphql">
            <CopyCode label="GraphQL mutation" text={mutationText(projectId, launchJson(values))} />
          </Tabs.Panel>
          <Tabs.Panel value="curl">
            <CopyCode
              label="curl command"
              text={curlText(window.location.origin, projectId, launchJson(values))}
            />
            <p className={classes.hint}>
              An API key of yours, from the page Keys, stands in ATELIER_API_KEY.
            </p>
          </Tabs.Panel>
        </Tabs>
      )}
    </details>
  )
}

/** It follows the form until it is edited; then the form waits for it to be applied or given up. */
function JsonText({ values, datasets }: Omit<Props, 'projectId'>) {
  const { reset, trigger } = useFormContext<LaunchValues>()
  const [draft, setDraft] = useState<string | null>(null)
  const written = JSON.stringify(launchJson(values), null, 2)
  const text = draft ?? written
  const parsed = draft === null ? null : parseLaunchJson(draft, datasets)
  const apply = () => {
    if (!parsed?.ok) return
    // Layers of one's own are kept while a preset is chosen.
    const layers = parsed.value.layers ?? values.layers
    reset({ ...parsed.value, layers }, { keepDefaultValues: true, keepTouched: true })
    void trigger()
    setDraft(null)
  }
  return (
    <>
      <Textarea
        aria-label="The run as JSON"
        rows={18}
        spellCheck={false}
        value={text}
        onChange={(event) => setDraft(event.currentTarget.value)}
        error={parsed?.ok === false}
        styles={{ input: { fontFamily: 'var(--mono)', fontSize: 12, color: 'var(--text)' } }}
      />
      {parsed?.ok === false && (
        <ul role="alert" className={classes.issues}>
          {parsed.issues.map(({ path, message }) => (
            <li key={`${path.join('.')} ${message}`}>
              {path.length > 0 && <code>{path.join('.')}</code>} {message}
            </li>
          ))}
        </ul>
      )}
      <div className={classes.actions}>
        {draft === null ? (
          <CopyButton text={text} what="the run as JSON" />
        ) : (
          <>
            <Button size="compact-sm" variant="default" disabled={!parsed?.ok} onClick={apply}>
              Apply to the form
            </Button>
            <Button size="compact-sm" variant="subtle" color="gray" onClick={() => setDraft(null)}>
              Give up the changes
            </Button>
          </>
        )}
      </div>
    </>
  )
}
