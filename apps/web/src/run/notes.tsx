'use client'

import { useMutation } from '@apollo/client/react'
import { Button, SegmentedControl, Textarea } from '@mantine/core'
import { getHotkeyHandler, useSessionStorage } from '@mantine/hooks'
import { Pencil } from 'lucide-react'
import dynamic from 'next/dynamic'
import { useState } from 'react'
import { NoteRunDocument } from '#gql/graphql.ts'
import { whyFailed } from '../apollo/why-failed.ts'
import { useMayWrite } from '../viewer/viewer-context.tsx'
import type { RunOnPage } from './apply-run-event.ts'
import classes from './notes.module.css'

const Markdown = dynamic(() => import('../ui/markdown.tsx').then((module) => module.Markdown))

const MOST_CHARACTERS = 20_000

type Noted = Pick<RunOnPage, 'id' | 'notes'>

/** What people wrote of a run, in Markdown. A draft outlives a change of tab and a reload. */
export function Notes({ run }: { readonly run: Noted }) {
  const mayWrite = useMayWrite()
  const [draft, setDraft, forget] = useSessionStorage<string | null>({
    ...{ key: `notes of ${run.id}`, defaultValue: null },
  })
  if (mayWrite && draft !== null)
    return <Editor run={run} draft={draft} onDraft={setDraft} onClose={forget} />
  const edit = () => setDraft(run.notes)
  if (run.notes.trim() === '')
    return (
      <div className={classes.notes}>
        <p className={classes.empty}>
          {mayWrite
            ? 'What was tried, and what came of it? Nobody has written it down yet.'
            : 'No notes yet.'}
        </p>
        {mayWrite && (
          <Button variant="default" leftSection={<Pencil size={14} aria-hidden="true" />} onClick={edit}>
            Write notes
          </Button>
        )}
      </div>
    )
  return (
    <section className={classes.notes} aria-label="Notes">
      {mayWrite && (
        <Button
          className={classes.edit ?? ''}
          variant="subtle"
          leftSection={<Pencil size={14} aria-hidden="true" />}
          onClick={edit}
        >
          Edit
        </Button>
      )}
      <Markdown>{run.notes}</Markdown>
    </section>
  )
}

type EditorProps = {
  readonly run: Noted
  readonly draft: string
  readonly onDraft: (draft: string) => void
  readonly onClose: () => void
}

function Editor({ run, draft, onDraft, onClose }: EditorProps) {
  const [shown, setShown] = useState('write')
  const [problem, setProblem] = useState<string | null>(null)
  const [note, { loading }] = useMutation(NoteRunDocument)
  const save = async () => {
    setProblem(null)
    try {
      const { data } = await note({ variables: { id: run.id, notes: draft } })
      const refusal = data?.updateRun.userErrors[0]?.message
      if (refusal) setProblem(refusal)
      else onClose()
    } catch (error) {
      setProblem(whyFailed(error))
    }
  }
  const giveUp = () => draft === run.notes && onClose()
  return (
    <form
      className={classes.notes}
      aria-label="Notes"
      onSubmit={(event) => {
        event.preventDefault()
        void save()
      }}
    >
      <SegmentedControl
        size="xs"
        aria-label="Write or preview"
        value={shown}
        onChange={setShown}
        data={[
          { value: 'write', label: 'Write' },
          { value: 'preview', label: 'Preview' },
        ]}
      />
      {shown === 'write' ? (
        <Textarea
          className={classes.field ?? ''}
          label="Notes in Markdown"
          description="# heading, **bold**, - list, | table |, `code`. Ctrl or ⌘ with Enter saves."
          autosize
          minRows={10}
          maxRows={30}
          maxLength={MOST_CHARACTERS}
          data-autofocus
          autoFocus
          value={draft}
          error={problem}
          onChange={(event) => onDraft(event.currentTarget.value)}
          onKeyDown={getHotkeyHandler([
            ['mod+Enter', () => void save()],
            ['Escape', giveUp],
          ])}
        />
      ) : (
        <div className={classes.preview}>
          {draft.trim() === '' ? (
            <p className={classes.empty}>Nothing to show yet.</p>
          ) : (
            <Markdown>{draft}</Markdown>
          )}
        </div>
      )}
      {shown === 'preview' && problem && <p role="alert">{problem}</p>}
      <div className={classes.buttons}>
        <Button type="submit" loading={loading}>
          Save notes
        </Button>
        <Button variant="default" onClick={onClose}>
          {draft === run.notes ? 'Close' : 'Discard changes'}
        </Button>
      </div>
    </form>
  )
}
